-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e03"]
-- row: ["e20"]
SELECT event_id FROM events WHERE page_url = '' OR referrer = '' ORDER BY event_id
