-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[3, 2, 1]"]
SELECT array_sort(ARRAY[3, 1, 2], (a, b) -> CASE WHEN a < b THEN 1 WHEN a = b THEN 0 ELSE -1 END)
