-- columns: ["order_id", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["o-1", "89"]
-- row: ["o-2", "255"]
-- row: ["o-3", "0"]
-- row: ["o-4", null]
-- row: ["o-5", "5"]
-- row: ["o-6", null]
SELECT order_id, reduce(map_values(points), 0, (s, x) -> s + coalesce(x, 0), s -> s) FROM orders ORDER BY order_id
