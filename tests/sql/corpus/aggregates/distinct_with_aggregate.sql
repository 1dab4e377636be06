-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["3"]
-- row: ["27"]
SELECT DISTINCT count(*) FROM events GROUP BY year ORDER BY 1
