-- columns: ["_col0"]
-- types: ["varchar(1)"]
-- row: ["A"]
SELECT "upper"('a')
