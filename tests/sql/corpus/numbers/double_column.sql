-- columns: ["event_id", "product_price"]
-- types: ["varchar", "double"]
-- row: ["e01", "1.0E21"]
-- row: ["e02", "1.0E-7"]
-- row: ["e03", "-0.0"]
SELECT event_id, product_price FROM events WHERE year = '2025' ORDER BY event_id
