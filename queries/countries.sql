-- description: Events, visitors and purchases of each country.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today

SELECT
  coalesce(country, 'unknown') AS country,
  count(*) AS events,
  count(DISTINCT coalesce(user_id, session_id)) AS visitors,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY coalesce(country, 'unknown')
ORDER BY events DESC, country
