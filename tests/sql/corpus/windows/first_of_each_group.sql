-- columns: ["event_type", "event_id"]
-- types: ["varchar", "varchar"]
-- row: ["Page_View", "e30"]
-- row: ["add_to_cart", "e07"]
-- row: ["page_view", "e04"]
-- row: ["product_view", "e06"]
-- row: ["purchase", "e08"]
-- row: ["search", "e05"]
SELECT event_type, event_id FROM (SELECT event_type, event_id, row_number() OVER (PARTITION BY event_type ORDER BY event_time) AS n FROM events WHERE year = '2026') WHERE n = 1 ORDER BY event_type
