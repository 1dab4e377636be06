-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["11"]
SELECT count(*) FROM events WHERE event_time >= date '2026-11-01' AND event_time < date '2026-11-03'
