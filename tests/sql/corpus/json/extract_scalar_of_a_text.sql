-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["news"]
SELECT json_extract_scalar(extra, '$.utm.source') FROM events WHERE event_id = 'e04'
