-- columns: ["_col0"]
-- types: ["json"]
-- row: ["\"{\\\"a\\\": 1}\""]
SELECT cast('{"a": 1}' AS json)
