-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e01"]
SELECT e.event_id FROM events e WHERE e.event_id = 'e01'
