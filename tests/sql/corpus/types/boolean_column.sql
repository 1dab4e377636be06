-- columns: ["order_id"]
-- types: ["varchar"]
-- row: ["o-1"]
-- row: ["o-4"]
-- row: ["o-6"]
SELECT order_id FROM orders WHERE is_paid ORDER BY order_id
