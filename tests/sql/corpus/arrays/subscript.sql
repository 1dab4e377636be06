-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["20"]
SELECT ARRAY[10, 20][2]
