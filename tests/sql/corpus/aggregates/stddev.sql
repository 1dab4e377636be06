-- columns: ["_col0", "_col1", "_col2"]
-- types: ["double", "double", "double"]
-- row: ["3.559026", "3.082207", "3.559026"]
SELECT round(stddev(n), 6), round(stddev_pop(n), 6), round(stddev_samp(n), 6) FROM (VALUES 1, 2, 4, 9) AS t (n)
