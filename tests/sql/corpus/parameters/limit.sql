-- parameter: 2
-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e01"]
-- row: ["e02"]
SELECT event_id FROM events ORDER BY event_id LIMIT ?
