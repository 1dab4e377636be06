-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["x", "1"]
SELECT cast(json_extract('{"a": "x"}', '$.a') AS varchar), cast(json_extract('{"a": 1}', '$.a') AS varchar)
