-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["2"]
SELECT approx_percentile(n, w, 0.5) FROM (VALUES (1, 1), (2, 5), (3, 1)) AS t (n, w)
