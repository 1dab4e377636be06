-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["a1"]
SELECT concat('a', cast(1 AS varchar))
