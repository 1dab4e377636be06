-- columns: ["_col0"]
-- types: ["varchar(4)"]
-- row: ["R163"]
SELECT soundex('Robert')
