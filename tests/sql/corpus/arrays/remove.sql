-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[2]"]
SELECT array_remove(ARRAY[1, 2, 1], 1)
