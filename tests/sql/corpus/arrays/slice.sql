-- columns: ["_col0", "_col1", "_col2"]
-- types: ["array(integer)", "array(integer)", "array(integer)"]
-- row: ["[2, 3]", "[3, 4]", "[2]"]
SELECT slice(ARRAY[1, 2, 3, 4], 2, 2), slice(ARRAY[1, 2, 3, 4], -2, 2), slice(ARRAY[1, 2], 2, 9)
