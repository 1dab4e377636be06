-- columns: ["order_id", "s", "page", "at_time"]
-- types: ["varchar", "varchar", "varchar", "timestamp"]
-- row: ["o-1", "s-1", "/", "2026-01-01 00:00:00.000"]
-- row: ["o-1", "s-1", "/cart", "2026-01-01 00:02:00.000"]
SELECT order_id, s, page, at_time FROM orders CROSS JOIN UNNEST(visits) AS t (s, pages) CROSS JOIN UNNEST(pages) AS u (page, at_time) ORDER BY order_id, s, at_time
