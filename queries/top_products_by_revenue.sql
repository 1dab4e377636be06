-- description: The ten products with the most revenue, with their purchases and pieces.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  product_id,
  -- Grouped by id, so that a renamed product is one row.
  max(product_name) AS product_name,
  count(*) AS purchases,
  sum(coalesce(quantity, 1)) AS pieces,
  round(coalesce(sum(revenue), 0), 2) AS revenue
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type = 'purchase'
  AND product_id IS NOT NULL
GROUP BY product_id
ORDER BY revenue DESC, product_id
LIMIT 10
