-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
-- row: ["1"]
SELECT hour(event_time AT TIME ZONE 'America/New_York') FROM events WHERE event_id IN ('e16', 'e29') ORDER BY event_id
