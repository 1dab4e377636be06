-- columns: ["_col0"]
-- types: ["date"]
-- row: ["2026-11-01"]
SELECT cast(event_time AT TIME ZONE 'Asia/Tokyo' AS date) FROM events WHERE event_id = 'e13'
