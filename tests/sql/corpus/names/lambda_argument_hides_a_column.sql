-- columns: ["_col0"]
-- types: ["array(integer)"]
-- row: ["[2]"]
SELECT transform(ARRAY[1], quantity -> quantity + 1) FROM events WHERE event_id = 'e08'
