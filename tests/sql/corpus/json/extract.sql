-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"source\":\"news\",\"medium\":\"email\"}"]
SELECT json_extract(extra, '$.utm') FROM events WHERE event_id = 'e04'
