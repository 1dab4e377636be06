-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["decimal(2, 0)", "decimal(2, 0)", "double", "double", "double"]
-- row: ["3", "-3", "3.0", "4.0", "-3.0"]
SELECT round(2.5), round(-2.5), round(2.5e0), round(3.5e0), round(-2.5e0)
