-- description: Events, sessions and users of each hour of the day, in UTC, over all dates.
-- table: clickstream_events
SELECT
  hour,
  count(*) AS events,
  count(DISTINCT session_id) AS sessions,
  count(DISTINCT user_id) AS users
FROM clickstream_events
GROUP BY hour
ORDER BY hour
