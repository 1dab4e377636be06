-- columns: ["n", "a", "b"]
-- types: ["integer", "varchar(1)", "varchar(1)"]
-- row: ["1", "x", "y"]
SELECT * FROM (VALUES (1, 'x')) AS t (n, a) JOIN (VALUES (1, 'y')) AS u (n, b) USING (n)
