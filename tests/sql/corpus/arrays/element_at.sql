-- columns: ["_col0", "_col1", "_col2"]
-- types: ["integer", "integer", "integer"]
-- row: ["20", "20", null]
SELECT element_at(ARRAY[10, 20], 2), element_at(ARRAY[10, 20], -1), element_at(ARRAY[10, 20], 3)
