-- description: Events, sessions, purchases and revenue of each weekday, in UTC, from Monday.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  day_of_week,
  count(*) AS events,
  count(DISTINCT session_id) AS sessions,
  count(*) FILTER (WHERE event_type = 'purchase') AS purchases,
  round(coalesce(sum(revenue), 0), 2) AS revenue
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY day_of_week
ORDER BY
  CASE day_of_week
    WHEN 'Monday' THEN 1
    WHEN 'Tuesday' THEN 2
    WHEN 'Wednesday' THEN 3
    WHEN 'Thursday' THEN 4
    WHEN 'Friday' THEN 5
    WHEN 'Saturday' THEN 6
    ELSE 7
  END
