-- columns: ["_col0", "_col1"]
-- types: ["decimal(12, 2)", "decimal(2, 2)"]
-- row: ["5.25", "0.25"]
SELECT total % 10, mod(total, 0.5) FROM orders WHERE order_id = 'o-2'
