-- columns: ["_col0", "_col1", "_col2"]
-- types: ["real", "real", "real"]
-- row: ["0.979864", "3.777778", "5.666667"]
SELECT round(corr(y, x), 6), round(covar_pop(y, x), 6), round(covar_samp(y, x), 6) FROM (VALUES (1, 2), (2, 3), (4, 9)) AS t (y, x)
