-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[1]"]
SELECT shuffle(ARRAY[1])
