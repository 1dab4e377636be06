-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["x"]
SELECT json_extract_scalar(extra, '$.a.b[2].c') FROM events WHERE event_id = 'e12'
