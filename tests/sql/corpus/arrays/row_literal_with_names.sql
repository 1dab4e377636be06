-- columns: ["_col0"]
-- types: ["row(n integer, t varchar)"]
-- row: ["{n=1, t=a}"]
SELECT CAST(ROW(1, 'a') AS ROW(n integer, t varchar))
