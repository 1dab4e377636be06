-- columns: ["_col0", "_col1"]
-- types: ["map(varchar(1), integer)", "map(varchar(1), integer)"]
-- row: ["{a=10}", "{A=1}"]
SELECT transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v * 10), transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> upper(k))
