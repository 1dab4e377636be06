-- columns: ["_col0"]
-- types: ["map(varchar, varchar)"]
-- row: ["{e08=purchase}"]
SELECT map_agg(event_id, event_type) FROM events WHERE event_id = 'e08'
