-- columns: ["order_id", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["o-1", "2"]
-- row: ["o-2", "1"]
-- row: ["o-3", "0"]
-- row: ["o-4", null]
-- row: ["o-5", "2"]
-- row: ["o-6", null]
SELECT order_id, cardinality(points) FROM orders ORDER BY order_id
