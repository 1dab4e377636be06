-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["4"]
SELECT count(*) FROM events WHERE user_id IS NULL
