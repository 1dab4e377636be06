-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e01"]
SELECT lake.events.event_id FROM lake.events WHERE lake.events.event_id = 'e01'
