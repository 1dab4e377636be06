-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e16"]
SELECT event_id FROM events WHERE json_extract_scalar(extra, '$.gift') = 'yes'
