-- columns: ["n", "_col1", "_col2", "_col3"]
-- types: ["integer", "integer", "integer", "integer"]
-- row: ["1", null, "3", "0"]
-- row: ["2", "1", null, "1"]
-- row: ["3", "2", null, "2"]
SELECT n, lag(n) OVER (ORDER BY n), lead(n, 2) OVER (ORDER BY n), lag(n, 1, 0) OVER (ORDER BY n) FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n
