-- columns: ["_col0"]
-- types: ["date"]
-- row: ["2026-11-03"]
SELECT date '2026-11-01' + quantity * interval '1' day FROM events WHERE event_id = 'e08'
