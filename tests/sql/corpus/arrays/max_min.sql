-- columns: ["_col0", "_col1", "_col2"]
-- types: ["integer", "integer", "integer"]
-- row: ["3", "1", null]
SELECT array_max(ARRAY[1, 3, 2]), array_min(ARRAY[1, 3, 2]), array_max(ARRAY[1, NULL])
