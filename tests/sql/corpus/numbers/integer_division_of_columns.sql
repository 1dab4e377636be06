-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["1"]
SELECT quantity / 2 FROM events WHERE event_id = 'e16'
