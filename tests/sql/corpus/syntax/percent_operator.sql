-- columns: ["_col0", "_col1"]
-- types: ["integer", "integer"]
-- row: ["1", "-1"]
SELECT 7 % 3, -7 % 3
