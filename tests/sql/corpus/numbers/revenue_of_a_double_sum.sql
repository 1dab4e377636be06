-- columns: ["_col0"]
-- types: ["double"]
-- row: ["531.28"]
SELECT sum(product_price * quantity) FROM events WHERE event_type = 'purchase'
