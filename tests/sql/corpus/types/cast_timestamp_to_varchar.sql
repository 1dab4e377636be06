-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["2026-11-01 10:00:00", "2026-11-01 11:45:12.345"]
SELECT cast(timestamp '2026-11-01 10:00:00' AS varchar), cast(event_time AS varchar) FROM events WHERE event_id = 'e18'
