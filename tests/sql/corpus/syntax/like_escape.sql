-- columns: ["event_id"]
-- types: ["varchar"]
-- row: ["e21"]
SELECT event_id FROM events WHERE search_query LIKE '%50!%!_%' ESCAPE '!'
