-- columns: ["_col0"]
-- types: ["map(varchar(1), integer)"]
-- row: ["{a=2}"]
SELECT map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[2]))
