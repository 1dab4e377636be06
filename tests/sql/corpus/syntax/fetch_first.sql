-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e01"]
-- row: ["e02"]
SELECT event_id FROM events ORDER BY event_id FETCH FIRST 2 ROWS ONLY
