-- columns: ["_col0"]
-- types: ["decimal(20, 2)"]
-- row: ["79.80"]
-- row: ["249.00"]
SELECT items[1].price * items[1].pieces FROM orders WHERE order_id IN ('o-1', 'o-2') ORDER BY order_id
