-- columns: ["n", "_col1"]
-- types: ["integer", "bigint"]
-- row: ["1", "2"]
-- row: ["1", "2"]
-- row: ["2", "4"]
-- row: ["3", "7"]
SELECT n, sum(n) OVER (ORDER BY n) FROM (VALUES 1, 1, 2, 3) AS t (n) ORDER BY n
