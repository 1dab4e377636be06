-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["dotted"]
SELECT json_extract_scalar(extra, '$["a.b"]') FROM events WHERE event_id = 'e12'
