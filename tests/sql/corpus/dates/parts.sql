-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4", "_col5", "_col6", "_col7"]
-- types: ["bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint"]
-- row: ["2026", "4", "11", "1", "11", "45", "12", "345"]
SELECT year(event_time), quarter(event_time), month(event_time), day(event_time), hour(event_time), minute(event_time), second(event_time), millisecond(event_time) FROM events WHERE event_id = 'e18'
