-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["decimal(12, 1)", "double", "double", "bigint"]
-- row: ["2.5", "2.0", "2.5", "2"]
SELECT 1 + 1.5, 1 + 1e0, 1.5 + 1e0, cast(1 AS bigint) + 1
