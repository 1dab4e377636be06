-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
SELECT count(*) FROM events WHERE event_type = 'PAGE_VIEW'
