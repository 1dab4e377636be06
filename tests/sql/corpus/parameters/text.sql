-- parameter: 'purchase'
-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["7"]
SELECT count(*) FROM events WHERE event_type = ?
