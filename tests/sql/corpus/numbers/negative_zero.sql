-- columns: ["product_price", "_col1", "_col2"]
-- types: ["double", "boolean", "double"]
-- row: ["-0.0", "true", "-Infinity"]
SELECT product_price, product_price = 0, 1 / product_price FROM events WHERE event_id = 'e03'
