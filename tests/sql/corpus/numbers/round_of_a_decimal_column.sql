-- columns: ["_col0", "_col1"]
-- types: ["decimal(13, 2)", "decimal(11, 0)"]
-- row: ["255.30", "255"]
SELECT round(total, 1), round(total) FROM orders WHERE order_id = 'o-2'
