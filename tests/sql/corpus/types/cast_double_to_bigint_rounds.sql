-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "bigint"]
-- row: ["3", "4", "-3", "2"]
SELECT cast(2.5e0 AS bigint), cast(3.5e0 AS bigint), cast(-2.5e0 AS bigint), cast(2.4e0 AS bigint)
