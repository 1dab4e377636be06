-- columns: ["_col0"]
-- types: ["integer"]
-- row: [null]
SELECT try(ARRAY[10, 20][3])
