-- columns: ["a", "b"]
-- types: ["integer", "varchar(1)"]
-- row: ["1", "x"]
-- row: ["2", "y"]
-- row: ["3", null]
SELECT a, b FROM UNNEST(ARRAY[1, 2, 3], ARRAY['x', 'y']) AS t (a, b) ORDER BY a
