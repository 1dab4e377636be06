-- description: Orders, pieces and revenue of each product of completed orders, by currency.
-- table: segment_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  product.product_id,
  currency,
  max(product.name) AS name,
  -- Two lines of an order can have the same product.
  count(DISTINCT message_id) AS orders,
  sum(coalesce(product.quantity, 1)) AS pieces,
  round(sum(product.price * coalesce(product.quantity, 1)), 2) AS revenue
FROM segment_events
CROSS JOIN unnest(products) AS product (product_id, sku, name, category, price, quantity)
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND type = 'track'
  AND event = 'Order Completed'
GROUP BY product.product_id, currency
ORDER BY revenue DESC, product.product_id, currency
