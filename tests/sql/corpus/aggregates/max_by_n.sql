-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: ["[e10, e17]"]
SELECT max_by(event_id, product_price, 2) FROM events WHERE event_type = 'purchase'
