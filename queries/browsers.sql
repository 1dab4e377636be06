-- description: Events, sessions and users of each browser, and its share of all events.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  coalesce(browser, 'unknown') AS browser,
  count(*) AS events,
  count(DISTINCT session_id) AS sessions,
  count(DISTINCT user_id) AS users,
  round(cast(count(*) AS double) / sum(count(*)) OVER (), 4) AS share_of_events
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY coalesce(browser, 'unknown')
ORDER BY events DESC, browser
