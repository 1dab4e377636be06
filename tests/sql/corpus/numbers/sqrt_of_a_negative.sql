-- columns: ["_col0", "_col1", "_col2"]
-- types: ["double", "double", "double"]
-- row: ["NaN", "-Infinity", "NaN"]
SELECT sqrt(-1), ln(0), ln(-1)
