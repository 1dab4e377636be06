-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["e10", "e24"]
SELECT max_by(event_id, product_price), min_by(event_id, product_price) FROM events WHERE event_type = 'purchase'
