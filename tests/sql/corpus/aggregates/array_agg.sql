-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: ["[e11, e12]"]
SELECT array_agg(event_id ORDER BY event_id) FROM events WHERE day = '29'
