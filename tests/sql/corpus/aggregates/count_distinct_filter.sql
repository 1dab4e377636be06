-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
SELECT count(DISTINCT user_id) FILTER (WHERE event_type = 'purchase') FROM events
