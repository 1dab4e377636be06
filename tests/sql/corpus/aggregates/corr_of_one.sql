-- columns: ["_col0"]
-- types: ["real"]
-- row: [null]
SELECT corr(y, x) FROM (VALUES (1, 2)) AS t (y, x)
