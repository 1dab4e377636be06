-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["9007199254740993"]
SELECT cast(9007199254740993 AS varchar)
