-- columns: ["order_id", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["o-1", "3"]
SELECT order_id, date_diff('day', ordered_at, delivered_on) FROM orders WHERE order_id = 'o-1'
