-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["none"]
-- row: ["2"]
SELECT coalesce(cast(quantity AS varchar), 'none') FROM events WHERE event_id IN ('e04', 'e08') ORDER BY event_id
