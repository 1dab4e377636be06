-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: [null, null]
SELECT json_extract_scalar(extra, '$.nothing'), json_extract_scalar(extra, '$.utm.nothing') FROM events WHERE event_id = 'e04'
