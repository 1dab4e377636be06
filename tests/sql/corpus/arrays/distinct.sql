-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[1, 2, null]"]
SELECT array_distinct(ARRAY[1, 1, 2, NULL, NULL])
