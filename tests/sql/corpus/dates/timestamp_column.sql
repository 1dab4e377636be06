-- columns: ["event_time"]
-- types: ["timestamp"]
-- row: ["2025-12-31 23:59:59.999"]
-- row: ["2026-01-01 00:05:00.000"]
-- row: ["2026-11-01 11:45:12.345"]
SELECT event_time FROM events WHERE event_id IN ('e02', 'e08', 'e18') ORDER BY event_id
