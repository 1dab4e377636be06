-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"a\":[1,2.5],\"b\":1}"]
SELECT json_parse('{"b": 1, "a": [1, 2.50]}')
