-- columns: ["_col0", "_col1", "_col2"]
-- types: ["bigint", "bigint", "bigint"]
-- row: ["3", "6", "2"]
SELECT width_bucket(5.5e0, 0, 10, 5), width_bucket(15e0, 0, 10, 5), width_bucket(3e0, ARRAY[0e0, 2e0, 4e0])
