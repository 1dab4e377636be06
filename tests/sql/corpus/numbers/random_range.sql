-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["0"]
SELECT random(1)
