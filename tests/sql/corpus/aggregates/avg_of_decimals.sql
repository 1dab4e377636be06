-- columns: ["_col0"]
-- types: ["decimal(12, 2)"]
-- row: ["136.18"]
SELECT avg(total) FROM orders WHERE order_id IN ('o-1', 'o-2', 'o-3')
