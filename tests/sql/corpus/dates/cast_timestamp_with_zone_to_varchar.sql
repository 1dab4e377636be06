-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["2026-11-01 10:00:00.000 UTC", "2026-11-01 12:45:12.345 Europe/Berlin"]
SELECT cast(timestamp '2026-11-01 10:00:00.000 UTC' AS varchar), cast(event_time AT TIME ZONE 'Europe/Berlin' AS varchar) FROM events WHERE event_id = 'e18'
