-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e16"]
-- row: ["e26"]
SELECT event_id FROM events WHERE quantity NOT BETWEEN 0 AND 2 AND year = '2026' ORDER BY event_id
