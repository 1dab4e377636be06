-- columns: ["_col0", "_col1"]
-- types: ["double", "double"]
-- row: ["0.999603", "1.895432"]
SELECT round(skewness(n), 6), round(kurtosis(n), 6) FROM (VALUES 1, 2, 4, 9, 20) AS t (n)
