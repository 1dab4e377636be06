-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["2026-01-01"]
SELECT substr(cast(event_time AS varchar), 1, 10) FROM events WHERE event_id = 'e08'
