-- description: Conversion funnel: sessions with a product view, of these with a cart addition, of these with a purchase.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH sessions AS (
  SELECT
    session_id,
    max(CASE WHEN event_type = 'product_view' THEN 1 ELSE 0 END) AS viewed,
    max(CASE WHEN event_type = 'add_to_cart' THEN 1 ELSE 0 END) AS added,
    max(CASE WHEN event_type = 'purchase' THEN 1 ELSE 0 END) AS purchased
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
    AND session_id IS NOT NULL
  GROUP BY session_id
),

-- One row instead of one per step, so that the table is read once.
funnel AS (
  SELECT
    count(*) AS all_sessions,
    count(*) FILTER (WHERE viewed = 1) AS viewed_product,
    count(*) FILTER (WHERE viewed = 1 AND added = 1) AS added_to_cart,
    count(*) FILTER (WHERE viewed = 1 AND added = 1 AND purchased = 1) AS purchased
  FROM sessions
)

SELECT
  all_sessions,
  viewed_product,
  added_to_cart,
  purchased,
  round(cast(viewed_product AS double) / nullif(all_sessions, 0), 4) AS view_rate,
  round(cast(added_to_cart AS double) / nullif(viewed_product, 0), 4) AS cart_rate,
  round(cast(purchased AS double) / nullif(added_to_cart, 0), 4) AS purchase_rate,
  round(cast(purchased AS double) / nullif(all_sessions, 0), 4) AS conversion_rate
FROM funnel
