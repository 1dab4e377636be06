-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
SELECT count(*) FROM events AS e JOIN orders AS o ON date(e.event_time) = o.delivered_on
