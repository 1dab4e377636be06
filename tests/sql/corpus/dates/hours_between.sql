-- columns: ["_col0"]
-- types: ["double"]
-- row: ["10.0"]
SELECT round(date_diff('minute', min(event_time), max(event_time)) / 60e0, 2) FROM events WHERE session_id = 's-4'
