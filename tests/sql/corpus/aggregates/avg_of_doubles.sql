-- columns: ["_col0"]
-- types: ["double"]
-- row: ["0.15000000000000002"]
SELECT avg(product_price) FROM events WHERE event_id IN ('e22', 'e23')
