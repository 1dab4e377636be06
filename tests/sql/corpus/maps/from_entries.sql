-- columns: ["_col0"]
-- types: ["map(varchar(1), integer)"]
-- row: ["{a=1, b=2}"]
SELECT map_from_entries(ARRAY[('a', 1), ('b', 2)])
