-- columns: ["_col0", "_col1", "_col2"]
-- types: ["bigint", "bigint", "bigint"]
-- row: ["3", "-3", "2"]
SELECT cast(2.5 AS bigint), cast(-2.5 AS bigint), cast(2.49 AS bigint)
