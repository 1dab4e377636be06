-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["17"]
SELECT count(*) FROM events WHERE event_time >= timestamp '2026-11-01 00:00:00'
