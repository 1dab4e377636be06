-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["2026-11-01 00:00:00.000", "2026-11-01"]
SELECT cast(date_trunc('day', event_time) AS varchar), cast(date(event_time) AS varchar) FROM events WHERE event_id = 'e18'
