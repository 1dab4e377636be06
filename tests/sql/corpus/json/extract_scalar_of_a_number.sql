-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["12"]
SELECT json_extract_scalar(extra, '$.results') FROM events WHERE event_id = 'e05'
