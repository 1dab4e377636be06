-- columns: ["order_id", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["o-1", "k-1", "k-1"]
-- row: ["o-2", "t-1", "n-5"]
-- row: ["o-3", "l-3", "l-3"]
-- row: ["o-4", null, null]
-- row: ["o-5", "k-1", "b-6"]
-- row: ["o-6", null, null]
SELECT order_id, element_at(items, 1).sku, element_at(items, -1).sku FROM orders ORDER BY order_id
