-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["1"]
SELECT 1
