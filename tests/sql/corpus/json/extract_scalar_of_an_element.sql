-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["a", null]
SELECT json_extract_scalar(extra, '$.experiments[0]'), json_extract_scalar(extra, '$.experiments[2]') FROM events WHERE event_id = 'e04'
