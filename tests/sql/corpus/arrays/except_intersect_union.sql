-- columns: ["_col0", "_col1", "_col2"]
-- types: ["array(integer)", "array(integer)", "array(integer)"]
-- row: ["[1, 3]", "[2]", "[1, 2, 3]"]
SELECT array_sort(array_except(ARRAY[1, 2, 3], ARRAY[2])), array_sort(array_intersect(ARRAY[1, 2], ARRAY[2, 3])), array_sort(array_union(ARRAY[1, 2], ARRAY[2, 3]))
