-- columns: ["quarter", "_col1"]
-- types: ["timestamp with time zone", "bigint"]
-- row: ["2026-11-01 00:00:00.000 UTC", "1"]
-- row: ["2026-11-01 09:15:00.000 UTC", "1"]
-- row: ["2026-11-01 10:00:00.000 UTC", "2"]
-- row: ["2026-11-01 11:45:00.000 UTC", "1"]
SELECT from_unixtime(floor(to_unixtime(event_time) / 900) * 900) AS quarter, count(*) FROM events WHERE month = '11' AND day = '01' GROUP BY 1 ORDER BY 1
