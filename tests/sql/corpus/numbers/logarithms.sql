-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["double", "double", "double", "double"]
-- row: ["0.0", "3.0", "3.0", "3.0"]
SELECT ln(1), log(2, 8), log2(8), log10(1000)
