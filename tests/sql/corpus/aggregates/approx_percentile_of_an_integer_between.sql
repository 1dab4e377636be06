-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "bigint"]
-- row: ["20", "50", "10", "50"]
SELECT approx_percentile(n, 0.25), approx_percentile(n, 0.9), approx_percentile(n, 0.0), approx_percentile(n, 1.0) FROM (VALUES 10, 20, 30, 40, 50) AS t (n)
