-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT contains(map_keys(points), 'club') FROM orders WHERE order_id = 'o-1'
