-- columns: ["_col0", "_col1"]
-- types: ["integer", "varchar(1)"]
-- row: ["1", "a"]
-- row: ["2", "b"]
VALUES (1, 'a'), (2, 'b')
