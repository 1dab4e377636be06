-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["at 2025-12-31 23:59:59.999"]
-- row: ["at 2026-01-01 00:05:00.000"]
SELECT 'at ' || cast(event_time AS varchar) FROM events WHERE event_id IN ('e02', 'e08') ORDER BY event_id
