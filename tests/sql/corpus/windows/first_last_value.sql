-- columns: ["n", "_col1", "_col2", "_col3"]
-- types: ["integer", "integer", "integer", "integer"]
-- row: ["1", "1", "1", null]
-- row: ["2", "1", "2", "2"]
-- row: ["3", "1", "3", "2"]
SELECT n, first_value(n) OVER (ORDER BY n), last_value(n) OVER (ORDER BY n), nth_value(n, 2) OVER (ORDER BY n) FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n
