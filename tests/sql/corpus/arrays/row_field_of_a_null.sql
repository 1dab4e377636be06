-- columns: ["order_id", "city", "lat"]
-- types: ["varchar", "varchar", "double"]
-- row: ["o-1", "Köln", "50.9375"]
-- row: ["o-2", "東京", null]
-- row: ["o-3", null, "42.36"]
-- row: ["o-4", null, null]
-- row: ["o-5", "Pune", "18.52"]
-- row: ["o-6", null, null]
SELECT order_id, address.city, address.geo.lat FROM orders ORDER BY order_id
