-- columns: ["n", "_col1"]
-- types: ["integer", "bigint"]
-- row: ["1", "1"]
-- row: ["2", "2"]
-- row: ["4", "1"]
SELECT n, count(*) OVER (ORDER BY n RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES 1, 2, 4) AS t (n) ORDER BY n
