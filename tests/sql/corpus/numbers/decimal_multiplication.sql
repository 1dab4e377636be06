-- columns: ["_col0", "_col1", "_col2"]
-- types: ["decimal(5, 3)", "decimal(11, 1)", "varchar"]
-- row: ["1.375", "0.3", "decimal(5,3)"]
SELECT 1.25 * 1.1, 0.1 * 3, typeof(1.25 * 1.1)
