-- columns: ["order_id"]
-- types: ["varchar"]
-- row: ["o-6"]
SELECT o.order_id FROM orders AS o LEFT JOIN events AS e ON e.event_time = o.ordered_at WHERE e.event_id IS NULL ORDER BY 1
