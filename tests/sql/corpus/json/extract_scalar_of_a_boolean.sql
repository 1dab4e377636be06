-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["true"]
SELECT json_extract_scalar(extra, '$.in_stock') FROM events WHERE event_id = 'e06'
