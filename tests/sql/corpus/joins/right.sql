-- columns: ["event_id", "order_id"]
-- types: ["varchar", "varchar"]
-- row: ["e08", "o-1"]
-- row: [null, "o-2"]
-- row: [null, "o-3"]
-- row: [null, "o-4"]
-- row: ["e29", "o-5"]
-- row: [null, "o-6"]
SELECT e.event_id, o.order_id FROM events AS e RIGHT JOIN orders AS o ON e.event_time = o.ordered_at AND e.quantity = 2 ORDER BY 2
