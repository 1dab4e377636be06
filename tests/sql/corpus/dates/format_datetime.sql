-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["2026-11-01 11:45:12.345", "Sunday, 1 November 2026 11:45 AM", "2026-W44-7 305"]
SELECT format_datetime(event_time, 'yyyy-MM-dd HH:mm:ss.SSS'), format_datetime(event_time, 'EEEE, d MMMM yyyy h:mm a'), format_datetime(event_time, 'xxxx-''W''ww-e D') FROM events WHERE event_id = 'e18'
