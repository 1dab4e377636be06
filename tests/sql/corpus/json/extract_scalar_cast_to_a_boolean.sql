-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT cast(json_extract_scalar(extra, '$.in_stock') AS boolean) FROM events WHERE event_id = 'e06'
