-- columns: ["_col0"]
-- types: ["varchar"]
-- row: [null]
SELECT max_by(user_id, event_time) FROM events WHERE month = '11' AND day = '01' AND event_type = 'purchase' AND quantity IS NULL
