-- columns: ["_col0"]
-- types: ["boolean"]
-- row: [null]
-- row: [null]
-- row: ["true"]
-- row: ["true"]
-- row: ["false"]
SELECT json_exists(extra, 'lax $.gift') FROM events WHERE month = '11' AND day = '01' ORDER BY event_id
