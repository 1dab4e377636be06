-- columns: ["_col0"]
-- types: ["map(varchar(1), integer)"]
-- row: ["{b=2}"]
SELECT map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1)
