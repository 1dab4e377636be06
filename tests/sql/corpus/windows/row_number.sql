-- columns: ["event_id", "n"]
-- types: ["varchar", "bigint"]
-- row: ["e14", "1"]
-- row: ["e15", "2"]
-- row: ["e16", "3"]
-- row: ["e17", "1"]
-- row: ["e18", "1"]
SELECT event_id, row_number() OVER (PARTITION BY session_id ORDER BY event_time) AS n FROM events WHERE month = '11' AND day = '01' ORDER BY event_id
