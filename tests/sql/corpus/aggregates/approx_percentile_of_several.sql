-- columns: ["_col0"]
-- types: ["array(double)"]
-- row: ["[2.0, 3.0, 4.0]"]
SELECT approx_percentile(n, ARRAY[0.25, 0.5, 0.75]) FROM (VALUES 1e0, 2e0, 3e0, 4e0, 5e0) AS t (n)
