-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e05"]
SELECT event_id FROM events WHERE try_cast(json_extract_scalar(extra, '$.results') AS integer) > 1
