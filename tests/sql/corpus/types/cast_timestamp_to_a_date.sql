-- columns: ["_col0"]
-- types: ["date"]
-- row: ["2025-12-31"]
SELECT cast(event_time AS date) FROM events WHERE event_id = 'e02'
