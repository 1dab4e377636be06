-- columns: ["event_id", "_col1"]
-- types: ["varchar", "timestamp with time zone"]
-- row: ["e11", "2026-03-29 01:59:59.000 Europe/Berlin"]
-- row: ["e12", "2026-03-29 03:00:00.000 Europe/Berlin"]
SELECT event_id, event_time AT TIME ZONE 'Europe/Berlin' FROM events WHERE month = '03' ORDER BY event_id
