-- columns: ["_col0", "_col1"]
-- types: ["array(double)", "array(double)"]
-- row: ["[0.1, 0.2]", "[249.0, 249.0]"]
SELECT min(product_price, 2), max(product_price, 2) FROM events WHERE year = '2026'
