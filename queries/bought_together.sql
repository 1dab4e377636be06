-- description: The twenty pairs of products that are most often bought in one session, with the lift: how much more often than by chance.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH identified AS (
  SELECT
    -- Events before a visitor signs in have a session_id alone: the session's user is their visitor.
    -- PARTITION BY takes NULLs as equal, so events without a session_id are divided by user.
    coalesce(
      user_id,
      max(user_id) OVER (PARTITION BY session_id, CASE WHEN session_id IS NULL THEN user_id END),
      session_id
    ) AS visitor,
    event_time,
    event_type,
    product_id,
    product_name
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
    AND coalesce(user_id, session_id) IS NOT NULL
),

events AS (
  SELECT
    visitor,
    event_time,
    event_type,
    product_id,
    -- One name of each product, so that a renamed product is one product.
    max(product_name) OVER (PARTITION BY product_id) AS product_name,
    lag(event_time) OVER (PARTITION BY visitor ORDER BY event_time) AS previous_time
  FROM identified
),

numbered AS (
  SELECT
    *,
    -- A pause of more than 30 minutes begins a session.
    sum(CASE WHEN event_time <= previous_time + INTERVAL '30' MINUTE THEN 0 ELSE 1 END) OVER (PARTITION BY visitor ORDER BY event_time) AS session
  FROM events
),

baskets AS (
  SELECT
    map_agg(product_id, product_name) AS products,
    count(*) OVER () AS all_baskets
  FROM numbered
  WHERE
    event_type = 'purchase'
    AND product_id IS NOT NULL
  GROUP BY visitor, session
),

-- A product's pair with itself counts the baskets that have the product.
pairs AS (
  SELECT
    one.product_id AS product_1,
    one.name AS name_1,
    other.product_id AS product_2,
    other.name AS name_2,
    all_baskets,
    count(*) AS baskets
  FROM baskets
  CROSS JOIN unnest(products) AS one (product_id, name)
  CROSS JOIN unnest(products) AS other (product_id, name)
  WHERE one.product_id <= other.product_id
  GROUP BY one.product_id, one.name, other.product_id, other.name, all_baskets
),

counted AS (
  SELECT
    *,
    max(CASE WHEN product_1 = product_2 THEN baskets END) OVER (PARTITION BY product_1) AS baskets_1,
    max(CASE WHEN product_1 = product_2 THEN baskets END) OVER (PARTITION BY product_2) AS baskets_2
  FROM pairs
)

SELECT
  product_1,
  name_1,
  product_2,
  name_2,
  baskets,
  round(cast(baskets AS double) / all_baskets, 4) AS share_of_baskets,
  round(cast(baskets AS double) * all_baskets / (baskets_1 * baskets_2), 2) AS lift
FROM counted
WHERE product_1 < product_2
ORDER BY baskets DESC, product_1, product_2
LIMIT 20
