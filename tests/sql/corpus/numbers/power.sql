-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["double", "double", "double", "double", "double"]
-- row: ["8.0", "1.4142135623730951", "4.0", "3.0", "1.0"]
SELECT power(2, 3), pow(2, 0.5e0), sqrt(16), cbrt(27), exp(0)
