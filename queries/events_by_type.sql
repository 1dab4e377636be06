-- description: Events, sessions and users of each event type, and its share of all events.
-- table: clickstream_events
SELECT
  event_type,
  count(*) AS events,
  count(DISTINCT session_id) AS sessions,
  count(DISTINCT user_id) AS users,
  round(cast(count(*) AS double) / sum(count(*)) OVER (), 4) AS share_of_events
FROM clickstream_events
GROUP BY event_type
ORDER BY events DESC, event_type
