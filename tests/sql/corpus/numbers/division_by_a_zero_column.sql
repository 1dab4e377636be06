-- columns: ["_col0"]
-- types: ["double"]
-- row: ["NaN"]
SELECT revenue / quantity FROM events WHERE event_id = 'e24'
