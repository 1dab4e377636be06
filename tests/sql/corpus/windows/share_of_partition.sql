-- columns: ["event_type", "n", "total"]
-- types: ["varchar", "bigint", "bigint"]
-- row: ["Page_View", "1", "17"]
-- row: ["add_to_cart", "2", "17"]
-- row: ["page_view", "3", "17"]
-- row: ["product_view", "3", "17"]
-- row: ["purchase", "5", "17"]
-- row: ["search", "3", "17"]
SELECT event_type, count(*) AS n, sum(count(*)) OVER () AS total FROM events WHERE month = '11' GROUP BY event_type ORDER BY event_type
