-- columns: ["n", "t"]
-- types: ["integer", "varchar(1)"]
-- row: ["1", "a"]
-- row: ["2", "b"]
SELECT n, t FROM (VALUES (1, 'a'), (2, 'b')) AS v (n, t) ORDER BY n
