-- columns: ["n", "t"]
-- types: ["integer", "varchar"]
-- row: ["1", "a"]
SELECT (CAST(ROW(1, 'a') AS ROW(n integer, t varchar))).*
