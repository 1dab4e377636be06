-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar(1)"]
-- row: ["a", "a"]
SELECT CAST(ROW(1, 'a') AS ROW(n integer, t varchar)).t, ROW(1, 'a')[2]
