-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[1, 2, null]"]
SELECT ARRAY[1, 2, NULL]
