-- columns: ["event_type", "n"]
-- types: ["varchar", "bigint"]
-- row: ["page_view", "7"]
-- row: ["purchase", "7"]
-- row: ["product_view", "5"]
SELECT event_type, count(*) AS n FROM events WHERE year = '2026' GROUP BY event_type ORDER BY n DESC, event_type LIMIT 3
