-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5"]
-- types: ["timestamp", "timestamp", "timestamp", "timestamp", "timestamp", "timestamp"]
-- row: ["2026-11-01 11:00:00.000", "2026-11-01 00:00:00.000", "2026-10-26 00:00:00.000", "2026-11-01 00:00:00.000", "2026-10-01 00:00:00.000", "2026-01-01 00:00:00.000"]
SELECT date_trunc('hour', event_time), date_trunc('day', event_time), date_trunc('week', event_time), date_trunc('month', event_time), date_trunc('quarter', event_time), date_trunc('year', event_time) FROM events WHERE event_id = 'e18'
