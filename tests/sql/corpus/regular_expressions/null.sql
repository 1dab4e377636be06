-- columns: ["_col0", "_col1"]
-- types: ["boolean", "varchar"]
-- row: [null, null]
SELECT regexp_like(NULL, 'a'), regexp_extract(user_agent, 'Firefox/(\d+)', 1) FROM events WHERE event_id = 'e01'
