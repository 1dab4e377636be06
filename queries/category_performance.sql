-- description: Views, cart additions, purchases, revenue and purchases per view of each product category.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  product_category,
  count(*) FILTER (WHERE event_type = 'product_view') AS views,
  count(*) FILTER (WHERE event_type = 'add_to_cart') AS cart_additions,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
  round(coalesce(sum(revenue), 0), 2) AS revenue,
  -- Null for a category that was never viewed.
  round(cast(count(*) FILTER (WHERE event_type = 'purchase') AS double) / nullif(count(*) FILTER (WHERE event_type = 'product_view'), 0), 4) AS purchases_per_view
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
  AND product_category IS NOT NULL
GROUP BY product_category
ORDER BY revenue DESC, product_category
