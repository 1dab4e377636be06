-- parameter: date '2026-11-01'
-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["17"]
SELECT count(*) FROM events WHERE event_time >= ?
