-- columns: ["_col0"]
-- types: ["varchar"]
-- row: [null]
SELECT json_extract_scalar(extra, '$.utm') FROM events WHERE event_id = 'e04'
