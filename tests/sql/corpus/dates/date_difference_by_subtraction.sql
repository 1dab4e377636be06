-- columns: ["order_id", "_col1"]
-- types: ["varchar", "INTERVAL DAY TO SECOND"]
-- row: ["o-1", "4 00:00:00.000"]
SELECT order_id, delivered_on - date(ordered_at) FROM orders WHERE order_id = 'o-1'
