-- columns: ["_col0", "_col1", "_col2"]
-- types: ["double", "double", "decimal(10, 2)"]
-- row: ["78.37", "1.5", "1.50"]
SELECT round(avg(product_price), 2), round(avg(quantity), 1), avg(cast(quantity AS decimal(10, 2))) FROM events WHERE event_type = 'purchase'
