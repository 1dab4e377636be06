-- columns: ["_col0", "_col1", "_col2"]
-- types: ["array(integer)", "array(integer)", "array(integer)"]
-- row: ["[1, 2]", "[1, 2]", "[1, 2, 3]"]
SELECT ARRAY[1] || ARRAY[2], ARRAY[1] || 2, concat(ARRAY[1], ARRAY[2], ARRAY[3])
