-- columns: ["n", "_col1", "_col2", "_col3", "_col4"]
-- types: ["integer", "bigint", "bigint", "double", "double"]
-- row: ["1", "1", "1", "0.0", "0.5"]
-- row: ["1", "1", "1", "0.0", "0.5"]
-- row: ["2", "3", "2", "0.6666666666666666", "0.75"]
-- row: ["4", "4", "3", "1.0", "1.0"]
SELECT n, rank() OVER (ORDER BY n), dense_rank() OVER (ORDER BY n), percent_rank() OVER (ORDER BY n), cume_dist() OVER (ORDER BY n) FROM (VALUES 1, 1, 2, 4) AS t (n) ORDER BY n
