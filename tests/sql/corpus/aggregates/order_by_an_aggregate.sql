-- columns: ["event_type"]
-- types: ["varchar"]
-- row: ["page_view"]
-- row: ["purchase"]
-- row: ["product_view"]
SELECT event_type FROM events WHERE year = '2026' GROUP BY event_type ORDER BY count(*) DESC, event_type LIMIT 3
