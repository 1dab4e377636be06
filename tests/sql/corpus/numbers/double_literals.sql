-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5", "_col6", "_col7", "_col8"]
-- types: ["double", "double", "double", "double", "double", "double", "double", "double", "double"]
-- row: ["1.0", "1500.0", "1.0E7", "1.23456789E7", "0.001", "1.0E-4", "0.0", "0.0", "1.0E100"]
SELECT 1e0, 1.5e3, 1e7, 12345678.9e0, 1e-3, 1e-4, 0e0, -0e0, 1e100
