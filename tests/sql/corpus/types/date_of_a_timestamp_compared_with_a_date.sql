-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
SELECT count(*) FROM events WHERE date(event_time) = date '2026-11-01'
