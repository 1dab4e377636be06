-- columns: ["_col0", "_col1"]
-- types: ["integer", "integer"]
-- row: [null, "1"]
SELECT nullif(1, 1), nullif(1, 2)
