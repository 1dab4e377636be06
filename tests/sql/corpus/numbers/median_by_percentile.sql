-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["2"]
SELECT approx_percentile(quantity, 0.5) FROM events WHERE event_type = 'purchase'
