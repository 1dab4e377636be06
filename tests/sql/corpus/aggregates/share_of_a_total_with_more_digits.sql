-- columns: ["event_type", "share"]
-- types: ["varchar", "decimal(25, 2)"]
-- row: ["Page_View", "3.70"]
-- row: ["add_to_cart", "11.11"]
-- row: ["page_view", "25.93"]
-- row: ["product_view", "18.52"]
-- row: ["purchase", "25.93"]
-- row: ["search", "14.81"]
SELECT event_type, round(100.00 * count(*) / sum(count(*)) OVER (), 2) AS share FROM events WHERE year = '2026' GROUP BY event_type ORDER BY event_type
