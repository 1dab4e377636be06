-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["{\"a\":[1,2],\"b\":1}", "\"a\""]
SELECT json_format(json_parse('{"b": 1, "a": [1, 2]}')), json_format(cast('a' AS json))
