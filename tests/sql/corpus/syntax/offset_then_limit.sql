-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e02"]
-- row: ["e03"]
SELECT event_id FROM events ORDER BY event_id OFFSET 1 LIMIT 2
