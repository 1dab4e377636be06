-- columns: ["_col0"]
-- types: ["decimal(38, 2)"]
-- row: ["670.10"]
SELECT sum(total * quantity) FROM orders WHERE order_id IN ('o-1', 'o-2')
