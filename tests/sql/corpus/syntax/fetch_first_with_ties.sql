-- columns: ["event_time"]
-- types: ["timestamp"]
-- row: ["2026-11-01 00:00:00.000"]
-- row: ["2026-11-01 09:15:00.000"]
-- row: ["2026-11-01 10:00:00.000"]
-- row: ["2026-11-01 10:00:00.000"]
SELECT event_time FROM events WHERE day = '01' AND month = '11' ORDER BY event_time FETCH FIRST 3 ROWS WITH TIES
