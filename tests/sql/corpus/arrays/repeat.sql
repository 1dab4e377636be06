-- columns: ["_col0", "_col1"]
-- types: ["array(varchar(1))", "array(integer)"]
-- row: ["[a, a, a]", "[0, 0]"]
SELECT repeat('a', 3), repeat(0, 2)
