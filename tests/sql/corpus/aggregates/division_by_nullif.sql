-- columns: ["_col0"]
-- types: ["bigint"]
-- row: [null]
SELECT count(*) / nullif(count(user_id), 0) FROM events WHERE event_id = 'e17'
