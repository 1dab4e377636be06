-- description: The ten products with the most views, and the sessions that viewed them.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  product_id,
  -- Grouped by id, so that a renamed product is one row.
  max(product_name) AS product_name,
  count(*) AS views,
  count(DISTINCT session_id) AS sessions
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type = 'product_view'
  AND product_id IS NOT NULL
GROUP BY product_id
ORDER BY views DESC, product_id
LIMIT 10
