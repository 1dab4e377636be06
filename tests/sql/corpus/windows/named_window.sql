-- columns: ["n", "_col1"]
-- types: ["integer", "bigint"]
-- row: ["1", "1"]
-- row: ["2", "3"]
SELECT n, sum(n) OVER w FROM (VALUES 1, 2) AS t (n) WINDOW w AS (ORDER BY n) ORDER BY n
