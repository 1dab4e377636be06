-- description: Completed orders by the first product in them: number of products, revenue and use of coupons.
-- table: segment_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  element_at(products, 1).name AS first_product,
  currency,
  count(*) AS orders,
  round(avg(cardinality(products)), 2) AS products_per_order,
  round(avg(revenue), 2) AS revenue_per_order,
  -- An empty coupon is no coupon.
  count(nullif(json_extract_scalar(properties, '$.coupon'), '')) AS orders_with_coupon
FROM segment_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND type = 'track'
  AND event = 'Order Completed'
GROUP BY element_at(products, 1).name, currency
ORDER BY orders DESC, first_product, currency
