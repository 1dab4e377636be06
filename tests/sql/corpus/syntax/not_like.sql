-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e20"]
-- row: ["e21"]
-- row: ["e24"]
SELECT event_id FROM events WHERE event_type NOT LIKE '%\_%' ESCAPE '\' AND day = '02' ORDER BY event_id
