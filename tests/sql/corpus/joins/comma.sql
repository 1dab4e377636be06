-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["7"]
SELECT count(*) FROM events AS e, orders AS o WHERE e.event_time = o.ordered_at
