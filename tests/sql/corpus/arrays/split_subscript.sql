-- columns: ["_col0"]
-- types: ["varchar(5)"]
-- row: ["b"]
SELECT split('a/b/c', '/')[2]
