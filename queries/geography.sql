-- description: The ten places with the most events, with their sessions, users and revenue.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  coalesce(country, 'unknown') AS country,
  coalesce(city, 'unknown') AS city,
  count(*) AS events,
  count(DISTINCT session_id) AS sessions,
  count(DISTINCT user_id) AS users,
  round(coalesce(sum(revenue), 0), 2) AS revenue
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY coalesce(country, 'unknown'), coalesce(city, 'unknown')
ORDER BY events DESC, country, city
LIMIT 10
