-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["decimal(12, 2)", "decimal(12, 2)", "decimal(1, 0)", "decimal(11, 0)", "decimal(11, 0)"]
-- row: ["3.00", "3.00", "-1", "-3", "-3"]
SELECT -total, abs(total), sign(total), floor(total), ceil(total) FROM orders WHERE order_id = 'o-4'
