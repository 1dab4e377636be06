-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["1"]
SELECT cast('1' AS int)
