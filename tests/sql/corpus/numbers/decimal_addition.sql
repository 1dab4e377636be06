-- columns: ["_col0", "_col1", "_col2"]
-- types: ["decimal(2, 1)", "decimal(12, 1)", "decimal(13, 2)"]
-- row: ["0.3", "1.5", "0.50"]
SELECT 0.1 + 0.2, 1 + 0.5, 1.50 - 1
