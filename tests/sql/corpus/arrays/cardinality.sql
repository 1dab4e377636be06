-- columns: ["order_id", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["o-1", "1"]
-- row: ["o-2", "2"]
-- row: ["o-3", "1"]
-- row: ["o-4", "0"]
-- row: ["o-5", "3"]
-- row: ["o-6", null]
SELECT order_id, cardinality(items) FROM orders ORDER BY order_id
