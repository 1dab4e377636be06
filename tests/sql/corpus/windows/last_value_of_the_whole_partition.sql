-- columns: ["n", "_col1"]
-- types: ["integer", "integer"]
-- row: ["1", "3"]
-- row: ["2", "3"]
-- row: ["3", "3"]
SELECT n, last_value(n) OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n
