-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5", "_col6"]
-- types: ["bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint"]
-- row: ["2026", "11", "1", "11", "7", "44", "4"]
SELECT extract(year FROM event_time), extract(month FROM event_time), extract(day FROM event_time), extract(hour FROM event_time), extract(dow FROM event_time), extract(week FROM event_time), extract(quarter FROM event_time) FROM events WHERE event_id = 'e18'
