-- columns: ["_col0", "_col1"]
-- types: ["array(bigint)", "array(bigint)"]
-- row: ["[1, 2, 3, 4, 5]", "[5, 3, 1]"]
SELECT sequence(1, 5), sequence(5, 1, -2)
