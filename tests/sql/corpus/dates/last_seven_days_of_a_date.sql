-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["17"]
SELECT count(*) FROM events WHERE event_time >= date_add('day', -7, timestamp '2026-11-08 00:00:00')
