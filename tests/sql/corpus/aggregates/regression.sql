-- columns: ["_col0", "_col1"]
-- types: ["real", "real"]
-- row: ["0.395349", "0.488372"]
SELECT round(regr_slope(y, x), 6), round(regr_intercept(y, x), 6) FROM (VALUES (1, 2), (2, 3), (4, 9)) AS t (y, x)
