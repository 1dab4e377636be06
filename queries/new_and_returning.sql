-- description: New and returning users of each date, with their purchases. A user is new on the first date with an event; dates before the range are not read.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH dates AS (
  SELECT
    user_id,
    cast(event_time AS date) AS active_on,
    count(*) FILTER (WHERE event_type = 'purchase') AS purchases
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
    AND user_id IS NOT NULL
  GROUP BY user_id, cast(event_time AS date)
),

marked AS (
  SELECT
    *,
    active_on = min(active_on) OVER (PARTITION BY user_id) AS is_new
  FROM dates
)

SELECT
  active_on,
  count(*) FILTER (WHERE is_new) AS new_users,
  count(*) FILTER (WHERE NOT is_new) AS returning_users,
  round(cast(count(*) FILTER (WHERE NOT is_new) AS double) / count(*), 4) AS returning_share,
  coalesce(sum(purchases) FILTER (WHERE is_new), 0) AS new_users_purchases,
  coalesce(sum(purchases) FILTER (WHERE NOT is_new), 0) AS returning_users_purchases
FROM marked
GROUP BY active_on
ORDER BY active_on DESC
