-- description: Sessions, events per session, purchases and revenue of each device type.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  coalesce(device_type, 'unknown') AS device_type,
  count(DISTINCT session_id) AS sessions,
  count(*) AS events,
  round(cast(count(*) AS double) / nullif(count(DISTINCT session_id), 0), 2) AS events_per_session,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
  round(coalesce(sum(revenue), 0), 2) AS revenue
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY coalesce(device_type, 'unknown')
ORDER BY events DESC, device_type
