-- columns: ["_col0"]
-- types: ["boolean"]
-- row: [null]
SELECT ARRAY[1, NULL] = ARRAY[1, 2]
