-- columns: ["_col0", "_col1"]
-- types: ["date", "date"]
-- row: ["2025-12-31", "2026-11-01"]
SELECT date(event_time), date('2026-11-01') FROM events WHERE event_id = 'e02'
