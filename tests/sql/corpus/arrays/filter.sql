-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[5, 7]"]
SELECT filter(ARRAY[5, -6, NULL, 7], x -> x > 0)
