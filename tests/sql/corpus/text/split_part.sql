-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(5)", "varchar(5)", "varchar(3)"]
-- row: ["b", null, "abc"]
SELECT split_part('a/b/c', '/', 2), split_part('a/b/c', '/', 4), split_part('abc', '/', 1)
