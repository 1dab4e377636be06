-- columns: ["_col0", "_col1"]
-- types: ["timestamp", "timestamp"]
-- row: ["2025-12-31 00:00:00.000", "2026-11-28 06:30:00.001"]
SELECT min(event_time), max(event_time) FROM events
