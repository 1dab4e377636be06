-- columns: ["_col0"]
-- types: ["varchar"]
-- row: [null]
SELECT json_extract_scalar(extra, '$.a') FROM events WHERE event_id = 'e09'
