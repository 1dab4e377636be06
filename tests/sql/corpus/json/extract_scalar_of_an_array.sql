-- columns: ["_col0"]
-- types: ["varchar"]
-- row: [null]
SELECT json_extract_scalar(extra, '$.experiments') FROM events WHERE event_id = 'e04'
