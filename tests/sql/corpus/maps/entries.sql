-- columns: ["_col0"]
-- types: ["array(row(varchar(1), integer))"]
-- row: ["[{field0=a, field1=1}]"]
SELECT map_entries(MAP(ARRAY['a'], ARRAY[1]))
