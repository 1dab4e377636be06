-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: [null]
SELECT array_agg(event_id) FROM events WHERE year = '1999'
