-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["1"]
-- row: ["2"]
SELECT * FROM UNNEST(ARRAY[1, 2]) ORDER BY 1
