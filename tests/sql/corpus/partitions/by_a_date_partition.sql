-- columns: ["order_id"]
-- types: ["varchar"]
-- row: ["o-3"]
-- row: ["o-4"]
-- row: ["o-5"]
-- row: ["o-6"]
SELECT order_id FROM orders WHERE p_date >= '2026-11-01' AND p_date < '2026-12-01' ORDER BY order_id
