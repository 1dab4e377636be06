-- columns: ["kind"]
-- types: ["varchar"]
-- row: ["Page_View"]
-- row: ["add_to_cart"]
-- row: ["page_view"]
-- row: ["product_view"]
-- row: ["purchase"]
-- row: ["search"]
SELECT DISTINCT event_type AS kind FROM events WHERE year = '2026' ORDER BY kind
