-- columns: ["_col0"]
-- types: ["json"]
-- row: ["\"x\""]
SELECT json_extract('{"a": "x"}', '$.a')
