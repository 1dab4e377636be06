-- columns: ["_col0"]
-- types: ["decimal(38, 2)"]
-- row: ["10000000405.54"]
SELECT sum(total) FROM orders
