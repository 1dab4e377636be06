-- columns: ["event_id", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["e14", null]
-- row: ["e15", null]
-- row: ["e16", "yes"]
-- row: ["e17", "no"]
-- row: ["e18", null]
SELECT event_id, json_extract_scalar(extra, '$.gift') FROM events WHERE month = '11' AND day = '01' ORDER BY event_id
