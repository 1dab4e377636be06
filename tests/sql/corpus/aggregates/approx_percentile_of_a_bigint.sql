-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["3"]
SELECT approx_percentile(n, 0.5) FROM (VALUES 1, 2, 3, 4) AS t (n)
