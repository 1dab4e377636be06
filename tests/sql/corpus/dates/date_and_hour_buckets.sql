-- columns: ["hour", "_col1"]
-- types: ["timestamp", "bigint"]
-- row: ["2026-11-01 00:00:00.000", "1"]
-- row: ["2026-11-01 09:00:00.000", "1"]
-- row: ["2026-11-01 10:00:00.000", "2"]
-- row: ["2026-11-01 11:00:00.000", "1"]
SELECT date_trunc('hour', event_time) AS hour, count(*) FROM events WHERE month = '11' AND day = '01' GROUP BY 1 ORDER BY 1
