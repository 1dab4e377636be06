-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[1, 2, 3]"]
SELECT flatten(ARRAY[ARRAY[1], ARRAY[2, 3]])
