-- columns: ["event_id", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["e09", ""]
-- row: ["e10", "cart"]
-- row: ["e28", ""]
-- row: ["e29", "cart"]
-- row: ["e30", null]
SELECT event_id, split_part(page_url, '/', 4) FROM events WHERE day = '28' ORDER BY event_id
