-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["7"]
SELECT count(*) FILTER (WHERE event_type = 'purchase') FROM events
