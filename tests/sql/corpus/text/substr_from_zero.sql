-- columns: ["_col0", "_col1"]
-- types: ["varchar(3)", "varchar(3)"]
-- row: ["", ""]
SELECT substr('abc', 0), substr('abc', 0, 2)
