-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(1)", "varchar(1)", "integer"]
-- row: ["b", "B", null]
SELECT greatest('a', 'B', 'b'), least('a', 'B'), greatest(1, NULL)
