-- columns: ["order_id"]
-- types: ["varchar"]
-- row: ["o-2"]
-- row: ["o-5"]
SELECT order_id FROM orders WHERE total > 79.8 ORDER BY order_id
