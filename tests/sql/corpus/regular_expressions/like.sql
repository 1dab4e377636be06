-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e06"]
-- row: ["e13"]
-- row: ["e14"]
-- row: ["e22"]
-- row: ["e23"]
SELECT event_id FROM events WHERE regexp_like(page_url, '^https://shop\.example/p/') ORDER BY event_id
