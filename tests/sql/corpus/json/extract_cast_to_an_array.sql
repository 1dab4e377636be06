-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: ["[a, b]"]
SELECT cast(json_extract(extra, '$.experiments') AS array(varchar)) FROM events WHERE event_id = 'e04'
