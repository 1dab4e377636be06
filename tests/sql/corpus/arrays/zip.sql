-- columns: ["_col0"]
-- types: ["array(row(integer, varchar(1)))"]
-- row: ["[{field0=1, field1=a}, {field0=2, field1=null}]"]
SELECT zip(ARRAY[1, 2], ARRAY['a'])
