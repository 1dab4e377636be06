-- columns: ["_col0"]
-- types: ["double"]
-- row: ["1.5"]
SELECT avg(quantity) FROM events WHERE event_type = 'purchase'
