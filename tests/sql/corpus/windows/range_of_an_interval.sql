-- columns: ["event_id", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["e19", "1"]
-- row: ["e20", "2"]
-- row: ["e21", "2"]
-- row: ["e22", "1"]
-- row: ["e23", "1"]
-- row: ["e24", "1"]
SELECT event_id, count(*) OVER (ORDER BY event_time RANGE BETWEEN interval '5' second PRECEDING AND CURRENT ROW) FROM events WHERE month = '11' AND day = '02' ORDER BY event_id
