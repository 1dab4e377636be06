-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: ["[kitchen, null]"]
SELECT cast(json_extract(extra, '$.filters.category') AS array(varchar)) FROM events WHERE event_id = 'e05'
