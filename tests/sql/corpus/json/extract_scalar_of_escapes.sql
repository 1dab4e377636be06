-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["it's a \"lamp\""]
SELECT json_extract_scalar(extra, '$.note') FROM events WHERE event_id = 'e16'
