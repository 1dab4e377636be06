-- columns: ["kind", "n"]
-- types: ["varchar", "bigint"]
-- row: ["page_view", "7"]
-- row: ["purchase", "7"]
-- row: ["product_view", "5"]
-- row: ["search", "4"]
-- row: ["add_to_cart", "3"]
-- row: ["Page_View", "1"]
SELECT event_type AS kind, count(*) AS n FROM events WHERE year = '2026' GROUP BY 1 ORDER BY n DESC, kind
