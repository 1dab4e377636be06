-- parameter: NULL
-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
SELECT count(*) FROM events WHERE user_id = ?
