-- columns: ["viewed", "added", "bought"]
-- types: ["bigint", "bigint", "bigint"]
-- row: ["3", "2", "3"]
WITH steps AS (SELECT session_id, min(CASE WHEN event_type = 'product_view' THEN event_time END) AS viewed, min(CASE WHEN event_type = 'add_to_cart' THEN event_time END) AS added, min(CASE WHEN event_type = 'purchase' THEN event_time END) AS bought FROM events WHERE year = '2026' GROUP BY session_id) SELECT count(viewed) AS viewed, count(CASE WHEN added > viewed THEN 1 END) AS added, count(CASE WHEN bought > added THEN 1 END) AS bought FROM steps
