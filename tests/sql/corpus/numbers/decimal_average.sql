-- columns: ["_col0", "_col1"]
-- types: ["decimal(38, 10)", "decimal(12, 2)"]
-- row: ["6.3705882354", "76.65"]
SELECT avg(tax), avg(total) FROM orders WHERE order_id IN ('o-1', 'o-3')
