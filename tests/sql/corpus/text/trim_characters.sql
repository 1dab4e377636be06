-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(5)", "varchar(3)", "varchar(5)"]
-- row: ["a", "a", "a"]
SELECT trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING 'x' FROM 'xxa'), trim('xxaxx', 'x')
