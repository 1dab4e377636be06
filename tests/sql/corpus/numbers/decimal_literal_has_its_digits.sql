-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["decimal(3, 2)", "decimal(3, 0)", "decimal(1, 1)", "decimal(1, 1)"]
-- row: ["1.10", "100", "0.0", "0.5"]
SELECT 1.10, 100., 0.0, 00.5
