-- description: Orders, pieces and revenue of each product of completed orders, by currency.
-- table: segment_events
SELECT
  product.product_id,
  currency,
  max(product.name) AS name,
  count(*) AS orders,
  sum(coalesce(product.quantity, 1)) AS pieces,
  round(sum(product.price * coalesce(product.quantity, 1)), 2) AS revenue
FROM segment_events
CROSS JOIN unnest(products) AS product (product_id, sku, name, category, price, quantity)
WHERE type = 'track' AND event = 'Order Completed'
GROUP BY product.product_id, currency
ORDER BY revenue DESC, product.product_id, currency
