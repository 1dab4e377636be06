-- columns: ["event_type"]
-- types: ["varchar"]
-- row: ["e01"]
SELECT event_id event_type FROM events WHERE event_id = 'e01'
