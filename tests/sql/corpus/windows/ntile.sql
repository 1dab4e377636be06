-- columns: ["n", "_col1"]
-- types: ["integer", "bigint"]
-- row: ["1", "1"]
-- row: ["2", "1"]
-- row: ["3", "2"]
SELECT n, ntile(2) OVER (ORDER BY n) FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n
