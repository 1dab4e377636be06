-- columns: ["order_id"]
-- types: ["varchar"]
-- row: ["o-1"]
-- row: ["o-5"]
SELECT order_id FROM orders WHERE contains(transform(items, i -> i.sku), 'k-1') ORDER BY order_id
