-- columns: ["EVENT_ID"]
-- types: ["varchar"]
-- row: ["e01"]
SELECT "EVENT_ID" FROM "Events" WHERE event_id = 'e01'
