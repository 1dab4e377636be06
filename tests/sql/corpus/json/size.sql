-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["bigint", "bigint", "bigint", "bigint"]
-- row: ["2", "2", "0", null]
SELECT json_size(extra, '$.utm'), json_size(extra, '$.experiments'), json_size(extra, '$.price'), json_size(extra, '$.nothing') FROM events WHERE event_id = 'e04'
