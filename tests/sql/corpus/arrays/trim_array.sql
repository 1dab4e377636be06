-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[1, 2]"]
SELECT trim_array(ARRAY[1, 2, 3], 1)
