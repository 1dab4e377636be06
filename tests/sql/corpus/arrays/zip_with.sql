-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[11, 22]"]
SELECT zip_with(ARRAY[1, 2], ARRAY[10, 20], (a, b) -> a + b)
