-- columns: ["_col0", "_col1", "_col2"]
-- types: ["decimal(2, 1)", "decimal(4, 2)", "decimal(16, 3)"]
-- row: ["0.3", "3.33", "0.333"]
SELECT 1.0 / 3, 10.00 / 3, 1 / 3.000
