-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["11"]
SELECT count(*) FROM events WHERE event_time BETWEEN timestamp '2026-11-08 00:00:00' - interval '7' day AND timestamp '2026-11-08 00:00:00'
