-- columns: ["order_id", "n"]
-- types: ["varchar", "bigint"]
-- row: ["o-1", "1"]
-- row: ["o-2", "1"]
-- row: ["o-3", "2"]
-- row: ["o-4", "2"]
-- row: ["o-5", "1"]
-- row: ["o-6", "0"]
SELECT o.order_id, (SELECT count(*) FROM events AS e WHERE e.event_time = o.ordered_at) AS n FROM orders AS o ORDER BY o.order_id
