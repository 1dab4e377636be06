-- description: Purchases, pieces, revenue and revenue per purchase of each date, the latest first.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  year || '-' || month || '-' || day AS event_date,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
  coalesce(sum(coalesce(quantity, 1)) FILTER (WHERE event_type = 'purchase'), 0) AS pieces,
  round(coalesce(sum(revenue), 0), 2) AS revenue,
  -- Null on a date without a purchase.
  round(sum(revenue) / nullif(cast(count(*) FILTER (WHERE event_type = 'purchase') AS double), 0), 2) AS revenue_per_purchase
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY year || '-' || month || '-' || day
ORDER BY event_date DESC
