-- columns: ["_col0", "_col1", "_col2"]
-- types: ["double", "double", "double"]
-- row: [null, null, "0.0"]
SELECT stddev(n), variance(n), stddev_pop(n) FROM (VALUES 1) AS t (n)
