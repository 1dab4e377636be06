-- columns: ["n", "_col1"]
-- types: ["integer", "bigint"]
-- row: ["1", "2"]
-- row: ["1", "2"]
-- row: ["2", "4"]
-- row: ["4", "6"]
SELECT n, sum(n) OVER (ORDER BY n GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 1, 2, 4) AS t (n) ORDER BY n
