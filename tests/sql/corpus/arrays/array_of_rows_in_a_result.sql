-- columns: ["_col0", "_col1"]
-- types: ["array(row(integer, varchar(1)))", "array(row(n integer, t varchar))"]
-- row: ["[{field0=1, field1=a}]", "[{n=1, t=null}]"]
SELECT ARRAY[ROW(1, 'a')], ARRAY[CAST(ROW(1, NULL) AS ROW(n integer, t varchar))]
