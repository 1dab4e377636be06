-- columns: ["event_id"]
-- types: ["varchar"]
SELECT event_id FROM events WHERE search_query LIKE '%50\%%'
