-- description: Sessions of each date on which they begin: events, single-event sessions, and length. A session ends before a pause of more than 30 minutes, across midnight too.
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
    event_time
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
    AND coalesce(user_id, session_id) IS NOT NULL
),

events AS (
  SELECT
    *,
    lag(event_time) OVER (PARTITION BY visitor ORDER BY event_time) AS previous_time
  FROM identified
),

numbered AS (
  SELECT
    *,
    -- A pause of more than 30 minutes begins a session.
    sum(CASE WHEN event_time <= previous_time + INTERVAL '30' MINUTE THEN 0 ELSE 1 END) OVER (PARTITION BY visitor ORDER BY event_time) AS session
  FROM events
),

visits AS (
  SELECT
    visitor,
    session,
    cast(min(event_time) AS date) AS session_date,
    count(*) AS events,
    date_diff('second', min(event_time), max(event_time)) AS seconds
  FROM numbered
  GROUP BY visitor, session
),

ranked AS (
  SELECT
    *,
    cume_dist() OVER (PARTITION BY session_date ORDER BY seconds) AS share
  FROM visits
)

SELECT
  session_date,
  count(*) AS sessions,
  count(DISTINCT visitor) AS visitors,
  sum(events) AS events,
  round(cast(sum(events) AS double) / count(*), 2) AS events_per_session,
  round(cast(count(*) FILTER (WHERE events = 1) AS double) / count(*), 4) AS bounce_rate,
  min(seconds) FILTER (WHERE share >= 0.5) AS median_seconds,
  min(seconds) FILTER (WHERE share >= 0.9) AS p90_seconds
FROM ranked
GROUP BY session_date
ORDER BY session_date DESC
