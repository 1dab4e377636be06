-- columns: ["order_id", "_col1", "_col2", "_col3"]
-- types: ["varchar", "decimal(12, 2)", "decimal(22, 2)", "decimal(38, 10)"]
-- row: ["o-1", "26.60", "159.60", "92.5411764706"]
-- row: ["o-3", "24.50", "147.00", "73.5000000001"]
-- row: ["o-4", "-1.00", "-6.00", "-4.2500000000"]
SELECT order_id, total / 3, total * 2, total + tax FROM orders WHERE order_id IN ('o-1', 'o-3', 'o-4') ORDER BY order_id
