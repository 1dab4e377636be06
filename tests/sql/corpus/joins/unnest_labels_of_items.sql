-- columns: ["order_id", "k", "v"]
-- types: ["varchar", "varchar", "array(varchar)"]
-- row: ["o-1", "colour", "[steel, black]"]
-- row: ["o-3", "colour", "[warm]"]
-- row: ["o-3", "size", "[]"]
SELECT order_id, k, v FROM orders CROSS JOIN UNNEST(items) AS t (sku, price, pieces, weight, gift, added_at, best_before, labels, note) CROSS JOIN UNNEST(labels) AS u (k, v) ORDER BY order_id, k
