-- columns: ["_col0"]
-- types: ["varchar(3)"]
-- row: ["abc"]
SELECT cast('abcdef' AS varchar(3))
