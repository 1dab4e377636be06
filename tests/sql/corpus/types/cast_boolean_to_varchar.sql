-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["true"]
SELECT cast(true AS varchar)
