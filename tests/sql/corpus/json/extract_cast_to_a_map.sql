-- columns: ["_col0"]
-- types: ["map(varchar, bigint)"]
-- row: ["{k=1}"]
SELECT cast(json_extract('{"a": {"k": 1}}', '$.a') AS map(varchar, bigint))
