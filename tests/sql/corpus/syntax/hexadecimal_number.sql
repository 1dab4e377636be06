-- columns: ["_col0"]
-- types: ["integer"]
-- row: ["255"]
SELECT 0xFF
