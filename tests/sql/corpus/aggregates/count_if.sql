-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["7"]
SELECT count_if(event_type = 'purchase') FROM events
