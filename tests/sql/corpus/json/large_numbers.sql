-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["9007199254740993"]
SELECT json_extract_scalar(extra, '$.n') FROM events WHERE event_id = 'e01'
