-- columns: ["event_id", "pieces"]
-- types: ["varchar", "varchar(4)"]
-- row: ["e14", "none"]
-- row: ["e15", "one"]
-- row: ["e16", "many"]
-- row: ["e17", "none"]
-- row: ["e18", "none"]
SELECT event_id, CASE WHEN quantity > 1 THEN 'many' WHEN quantity = 1 THEN 'one' ELSE 'none' END AS pieces FROM events WHERE month = '11' AND day = '01' ORDER BY event_id
