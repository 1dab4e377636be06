-- columns: ["order_id", "_col1"]
-- types: ["varchar", "integer"]
-- row: ["o-1", "2"]
-- row: ["o-2", "2"]
-- row: ["o-3", "3"]
-- row: ["o-4", "0"]
-- row: ["o-5", "4"]
-- row: ["o-6", null]
SELECT order_id, reduce(items, 0, (s, i) -> s + coalesce(i.pieces, 0), s -> s) FROM orders ORDER BY order_id
