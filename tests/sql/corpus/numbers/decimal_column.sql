-- columns: ["order_id", "total", "tax"]
-- types: ["varchar", "decimal(12, 2)", "decimal(38, 10)"]
-- row: ["o-1", "79.80", "12.7411764706"]
-- row: ["o-2", "255.25", null]
-- row: ["o-3", "73.50", "0.0000000001"]
-- row: ["o-4", "-3.00", "-1.2500000000"]
-- row: ["o-5", "9999999999.99", "1234567890123456789012345678.0123456789"]
-- row: ["o-6", "0.00", null]
SELECT order_id, total, tax FROM orders ORDER BY order_id
