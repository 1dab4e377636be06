-- columns: ["order_id", "_col1", "_col2"]
-- types: ["varchar", "varchar", "json"]
-- row: ["o-1", "Cart", "[1.1,null]"]
-- row: ["o-2", null, null]
-- row: ["o-3", null, null]
-- row: ["o-4", null, null]
-- row: ["o-5", null, null]
-- row: ["o-6", null, null]
SELECT order_id, json_extract_scalar(context, '$.page.title'), json_extract(context, '$.screen') FROM orders ORDER BY order_id
