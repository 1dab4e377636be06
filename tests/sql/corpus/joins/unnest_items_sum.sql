-- columns: ["order_id", "total"]
-- types: ["varchar", "decimal(38, 2)"]
-- row: ["o-1", "79.80"]
-- row: ["o-2", "255.25"]
-- row: ["o-3", "73.50"]
-- row: ["o-5", "79.96"]
SELECT order_id, sum(price * pieces) AS total FROM orders CROSS JOIN UNNEST(items) AS t (sku, price, pieces, weight, gift, added_at, best_before, labels, note) GROUP BY order_id ORDER BY order_id
