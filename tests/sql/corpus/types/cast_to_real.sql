-- columns: ["_col0"]
-- types: ["real"]
-- row: ["0.1"]
SELECT cast('0.1' AS real)
