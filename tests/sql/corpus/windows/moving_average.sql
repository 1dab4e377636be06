-- columns: ["n", "_col1"]
-- types: ["integer", "double"]
-- row: ["1", "1.5"]
-- row: ["2", "2.3333333333333335"]
-- row: ["4", "3.0"]
SELECT n, avg(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM (VALUES 1, 2, 4) AS t (n) ORDER BY n
