-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e30"]
SELECT event_id FROM events WHERE event_type LIKE 'Page%'
