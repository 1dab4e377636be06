-- columns: ["_col0"]
-- types: ["map(varchar(1), integer)"]
-- row: ["{a=1, b=2}"]
SELECT MAP(ARRAY['a', 'b'], ARRAY[1, 2])
