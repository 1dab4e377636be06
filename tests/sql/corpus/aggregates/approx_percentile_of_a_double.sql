-- columns: ["_col0"]
-- types: ["double"]
-- row: ["39.9"]
SELECT approx_percentile(product_price, 0.5) FROM events WHERE event_type = 'purchase'
