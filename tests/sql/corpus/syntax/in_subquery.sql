-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
SELECT count(*) FROM events WHERE event_time IN (SELECT ordered_at FROM orders)
