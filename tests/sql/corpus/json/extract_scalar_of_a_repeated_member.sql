-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["1"]
SELECT json_extract_scalar(extra, '$.a') FROM events WHERE event_id = 'e25'
