-- columns: ["_col0", "_col1"]
-- types: ["double", "double"]
-- row: ["12.666667", "9.5"]
SELECT round(variance(n), 6), round(var_pop(n), 6) FROM (VALUES 1, 2, 4, 9) AS t (n)
