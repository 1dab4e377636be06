-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["3"]
SELECT coalesce(NULL, NULL, 3)
