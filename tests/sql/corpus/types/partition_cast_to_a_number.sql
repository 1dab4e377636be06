-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["9"]
SELECT count(*) FROM events WHERE cast(month AS integer) BETWEEN 1 AND 3
