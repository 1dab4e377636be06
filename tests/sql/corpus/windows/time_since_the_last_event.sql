-- columns: ["event_id", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["e04", null]
-- row: ["e05", "30"]
-- row: ["e06", "29"]
-- row: ["e07", "60"]
-- row: ["e08", "180"]
SELECT event_id, date_diff('second', lag(event_time) OVER (ORDER BY event_time), event_time) FROM events WHERE session_id = 's-1' ORDER BY event_id
