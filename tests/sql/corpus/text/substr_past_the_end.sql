-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(3)", "varchar(3)", "varchar(3)"]
-- row: ["", "bc", ""]
SELECT substr('abc', 9), substr('abc', 2, 99), substr('abc', 2, -1)
