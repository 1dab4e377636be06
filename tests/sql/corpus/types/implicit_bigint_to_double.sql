-- columns: ["_col0"]
-- types: ["double"]
-- row: ["249.0"]
SELECT quantity * product_price FROM events WHERE event_id = 'e10'
