-- columns: ["_col0", "_col1"]
-- types: ["bigint", "bigint"]
-- row: ["999", "59"]
SELECT millisecond(event_time), second(event_time) FROM events WHERE event_id = 'e02'
