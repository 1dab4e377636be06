-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar(26)", "varchar(16)", "varchar(28)"]
-- row: ["2026-11-01T11:45:12.345", "2026-11-01", "2026-11-01T10:00:00Z"]
SELECT to_iso8601(event_time), to_iso8601(date '2026-11-01'), to_iso8601(timestamp '2026-11-01 10:00:00 UTC') FROM events WHERE event_id = 'e18'
