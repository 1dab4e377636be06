-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[3, 2, 1]"]
SELECT reverse(ARRAY[1, 2, 3])
