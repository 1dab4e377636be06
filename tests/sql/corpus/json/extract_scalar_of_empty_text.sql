-- columns: ["_col0", "_col1"]
-- types: ["varchar(0)", "varchar"]
-- row: [null, ""]
SELECT json_extract_scalar('', '$.a'), json_extract_scalar(extra, '$.empty') FROM events WHERE event_id = 'e12'
