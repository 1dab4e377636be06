-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["23"]
SELECT count(*) FROM events WHERE event_type != 'purchase'
