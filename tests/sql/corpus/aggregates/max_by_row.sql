-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["Trail shoes"]
SELECT max_by(product_name, revenue) FROM events WHERE month = '11'
