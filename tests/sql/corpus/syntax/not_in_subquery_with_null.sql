-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
SELECT count(*) FROM events WHERE user_id NOT IN (SELECT user_id FROM events WHERE event_id = 'e17')
