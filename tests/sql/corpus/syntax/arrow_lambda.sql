-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[10, 20]"]
SELECT transform(ARRAY[1, 2], x -> x * 10)
