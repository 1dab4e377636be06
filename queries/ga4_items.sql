-- description: Item lines of each item in views, cart additions and purchases, and its revenue. An item on two lines of one event counts twice.
-- table: ga4_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  item.item_id,
  max(item.item_name) AS item_name,
  count(*) FILTER (WHERE event_name = 'view_item') AS views,
  count(*) FILTER (WHERE event_name = 'add_to_cart') AS cart_additions,
  count(*) FILTER (WHERE event_name = 'purchase') AS purchases,
  round(coalesce(sum(item.item_revenue) FILTER (WHERE event_name = 'purchase'), 0), 2) AS revenue
FROM ga4_events
CROSS JOIN unnest(items) AS item (
  item_id, item_name, item_brand, item_category, price, quantity, item_revenue
)
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_name IS DISTINCT FROM 'canary'
  AND item.item_id IS NOT NULL
GROUP BY item.item_id
ORDER BY revenue DESC, views DESC, item.item_id
