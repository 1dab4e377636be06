-- columns: ["event_id", "event_id"]
-- types: ["varchar", "varchar"]
-- row: ["e28", "e29"]
-- row: ["e28", "e30"]
-- row: ["e29", "e30"]
SELECT a.event_id, b.event_id FROM events AS a JOIN events AS b ON a.session_id = b.session_id AND a.event_time < b.event_time WHERE a.session_id = 's-9' ORDER BY 1, 2
