-- columns: ["event_id"]
-- types: ["varchar"]
SELECT event_id FROM events LIMIT 0
