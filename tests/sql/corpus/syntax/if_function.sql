-- columns: ["_col0", "_col1"]
-- types: ["varchar(3)", "varchar(3)"]
-- row: ["no", null]
SELECT if(1 > 2, 'yes', 'no'), if(1 > 2, 'yes')
