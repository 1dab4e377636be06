-- description: Conversion funnel: sessions that reach product view, cart addition and purchase in this order, and the seconds since the step before. A session ends before a pause of more than 30 minutes.
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

viewed AS (
  SELECT
    *,
    min(CASE WHEN event_type = 'product_view' THEN event_time END) OVER (PARTITION BY visitor, session) AS viewed_at
  FROM numbered
),

added AS (
  SELECT
    *,
    min(CASE WHEN event_type = 'add_to_cart' AND event_time >= viewed_at THEN event_time END) OVER (PARTITION BY visitor, session) AS added_at
  FROM viewed
),

visits AS (
  SELECT
    min(event_time) AS started_at,
    min(viewed_at) AS viewed_at,
    min(added_at) AS added_at,
    min(CASE WHEN event_type = 'purchase' AND event_time >= added_at THEN event_time END) AS purchased_at
  FROM added
  GROUP BY visitor, session
),

steps AS (
  SELECT
    step,
    name,
    reached_at,
    date_diff('second', previous_at, reached_at) AS seconds
  FROM visits
  CROSS JOIN unnest(
    ARRAY['session', 'product_view', 'add_to_cart', 'purchase'],
    ARRAY[started_at, viewed_at, added_at, purchased_at],
    ARRAY[NULL, started_at, viewed_at, added_at]
  ) WITH ORDINALITY AS reached (name, reached_at, previous_at, step)
),

ranked AS (
  SELECT
    *,
    cume_dist() OVER (PARTITION BY step, seconds IS NULL ORDER BY seconds) AS share
  FROM steps
)

SELECT
  step,
  name,
  count(reached_at) AS sessions,
  round(cast(count(reached_at) AS double) / max(count(reached_at)) OVER (), 4) AS share_of_sessions,
  round(cast(count(reached_at) AS double) / nullif(lag(count(reached_at)) OVER (ORDER BY step), 0), 4) AS share_of_previous_step,
  min(seconds) FILTER (WHERE share >= 0.5) AS median_seconds,
  min(seconds) FILTER (WHERE share >= 0.9) AS p90_seconds
FROM ranked
GROUP BY step, name
ORDER BY step
