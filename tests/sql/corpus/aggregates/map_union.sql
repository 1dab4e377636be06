-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"app\":10,\"club\":79}"]
SELECT cast(map_union(points) AS json) FROM orders WHERE order_id IN ('o-1', 'o-3')
