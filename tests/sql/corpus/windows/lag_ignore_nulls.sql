-- columns: ["n", "_col1"]
-- types: ["integer", "varchar(1)"]
-- row: ["1", null]
-- row: ["2", "a"]
-- row: ["3", "a"]
SELECT n, lag(v) IGNORE NULLS OVER (ORDER BY n) FROM (VALUES (1, 'a'), (2, NULL), (3, 'c')) AS t (n, v) ORDER BY n
