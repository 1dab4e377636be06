-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["1000"]
SELECT 1_000
