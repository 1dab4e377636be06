-- columns: ["n", "_col1"]
-- types: ["integer", "bigint"]
-- row: ["1", "1"]
-- row: ["2", "3"]
-- row: ["3", "6"]
SELECT n, sum(n) OVER (ORDER BY n ROWS UNBOUNDED PRECEDING) FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n
