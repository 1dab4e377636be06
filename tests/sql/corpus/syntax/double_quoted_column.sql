-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e05"]
-- row: ["e18"]
-- row: ["e20"]
-- row: ["e21"]
SELECT "event_id" FROM "events" WHERE "event_type" = 'search' ORDER BY "event_id"
