-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["1.10"]
SELECT json_extract_scalar(extra, '$.price') FROM events WHERE event_id = 'e04'
