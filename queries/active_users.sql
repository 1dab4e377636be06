-- description: Active users of each date, of the 7 dates and of the 30 dates that end with it. Dates before the range are not read.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH dates AS (
  SELECT
    user_id,
    cast(event_time AS date) AS active_on
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
    AND user_id IS NOT NULL
  GROUP BY user_id, cast(event_time AS date)
),

bounded AS (
  SELECT
    *,
    max(active_on) OVER () AS last_date
  FROM dates
),

-- A row for each user and each date on which the user counts.
counted AS (
  SELECT
    date_add('day', later, active_on) AS active_date,
    min(later) AS idle
  FROM bounded
  CROSS JOIN unnest(sequence(0, 29)) AS dates_later (later)
  WHERE date_add('day', later, active_on) <= last_date
  GROUP BY user_id, date_add('day', later, active_on)
)

SELECT
  active_date,
  count(*) FILTER (WHERE idle = 0) AS daily_users,
  count(*) FILTER (WHERE idle < 7) AS weekly_users,
  count(*) AS monthly_users,
  round(cast(count(*) FILTER (WHERE idle = 0) AS double) / count(*), 4) AS daily_share_of_monthly
FROM counted
GROUP BY active_date
ORDER BY active_date DESC
