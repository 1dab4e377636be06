-- columns: ["order_id", "k", "v"]
-- types: ["varchar", "varchar", "bigint"]
-- row: ["o-1", "app", "10"]
-- row: ["o-1", "club", "79"]
-- row: ["o-2", "club", "255"]
-- row: ["o-5", "app", "5"]
-- row: ["o-5", "club", null]
SELECT order_id, k, v FROM orders CROSS JOIN UNNEST(points) AS t (k, v) ORDER BY order_id, k
