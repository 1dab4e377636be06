-- columns: ["order_id"]
-- types: ["varchar"]
-- row: ["o-1"]
-- row: ["o-2"]
-- row: ["o-3"]
-- row: ["o-4"]
-- row: ["o-5"]
SELECT order_id FROM orders AS o WHERE EXISTS (SELECT 1 FROM events AS e WHERE e.event_time = o.ordered_at) ORDER BY order_id
