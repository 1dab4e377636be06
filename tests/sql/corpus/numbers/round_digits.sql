-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["decimal(5, 3)", "double", "double", "decimal(6, 1)", "integer"]
-- row: ["2.350", "2.35", "1.0", "1200.0", "1300"]
SELECT round(2.345, 2), round(2.345e0, 2), round(1.005e0, 2), round(1234.5, -2), round(1250, -2)
