-- columns: ["order_id", "_col1", "_col2"]
-- types: ["varchar", "bigint", "bigint"]
-- row: ["o-1", "79", null]
-- row: ["o-2", "255", null]
-- row: ["o-3", null, null]
-- row: ["o-4", null, null]
-- row: ["o-5", null, null]
-- row: ["o-6", null, null]
SELECT order_id, element_at(points, 'club'), element_at(points, 'nothing') FROM orders ORDER BY order_id
