-- columns: ["_col0"]
-- types: ["map(integer, varchar(1))"]
-- row: ["{1=a, 2=b}"]
SELECT MAP(ARRAY[1, 2], ARRAY['a', 'b'])
