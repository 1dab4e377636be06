-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e11"]
-- row: ["e12"]
SELECT event_id FROM events WHERE day = '29' ORDER BY event_id LIMIT ALL
