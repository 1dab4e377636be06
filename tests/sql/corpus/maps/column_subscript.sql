-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["79"]
-- row: ["255"]
-- row: [null]
SELECT points['club'] FROM orders WHERE order_id IN ('o-1', 'o-2', 'o-5') ORDER BY order_id
