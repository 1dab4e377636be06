-- parameter: '2026'
-- parameter: 2
-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e07"]
-- row: ["e08"]
-- row: ["e16"]
-- row: ["e29"]
SELECT event_id FROM events WHERE year = ? AND quantity >= ? ORDER BY event_id
