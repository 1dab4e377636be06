-- columns: ["_col0"]
-- types: ["row(integer, varchar(1))"]
-- row: ["{field0=1, field1=a}"]
SELECT ROW(1, 'a')
