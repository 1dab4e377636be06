-- columns: ["event_type", "share"]
-- types: ["varchar", "decimal(24, 1)"]
-- row: ["Page_View", "3.7"]
-- row: ["add_to_cart", "11.1"]
-- row: ["page_view", "25.9"]
-- row: ["product_view", "18.5"]
-- row: ["purchase", "25.9"]
-- row: ["search", "14.8"]
SELECT event_type, round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS share FROM events WHERE year = '2026' GROUP BY event_type ORDER BY event_type
