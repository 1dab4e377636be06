-- columns: ["_col0"]
-- types: ["decimal(20, 1)"]
-- row: ["0.5"]
-- row: ["2.0"]
SELECT coalesce(quantity, 0.5) FROM events WHERE event_id IN ('e04', 'e08') ORDER BY event_id
