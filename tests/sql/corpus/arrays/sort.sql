-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[1, 2, 3, null]"]
SELECT array_sort(ARRAY[3, 1, NULL, 2])
