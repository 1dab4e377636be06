-- description: Events, visitors and purchases of each hour with an event, in UTC.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today

SELECT
  date_trunc('hour', event_time) AS hour_start,
  count(*) AS events,
  -- Events before a visitor signs in have a session_id alone.
  count(DISTINCT coalesce(user_id, session_id)) AS visitors,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY date_trunc('hour', event_time)
ORDER BY hour_start
