-- columns: ["event_id", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["e01", "1.0E21"]
-- row: ["e02", "1.0E-7"]
-- row: ["e03", "-0E0"]
SELECT event_id, cast(product_price AS varchar) FROM events WHERE year = '2025' ORDER BY event_id
