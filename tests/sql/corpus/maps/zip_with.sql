-- columns: ["_col0"]
-- types: ["map(varchar(1), integer)"]
-- row: ["{a=6}"]
SELECT map_zip_with(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['a'], ARRAY[5]), (k, a, b) -> a + b)
