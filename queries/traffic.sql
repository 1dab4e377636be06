-- description: Events, visitors and purchases of each hour with an event, in UTC.
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
    event_type
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
)

SELECT
  date_trunc('hour', event_time) AS hour_start,
  count(*) AS events,
  count(DISTINCT visitor) AS visitors,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases
FROM identified
GROUP BY date_trunc('hour', event_time)
ORDER BY hour_start
