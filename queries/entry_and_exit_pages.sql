-- description: The twenty pages on which most sessions begin, with the sessions that end there and the share that has no other event. A session ends before a pause of more than 30 minutes.
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
    -- Without the query, so that a campaign's link is the same page.
    regexp_replace(page_url, '[?#].*') AS page
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
    count(*) AS events,
    array_agg(page ORDER BY event_time, page) FILTER (WHERE page IS NOT NULL) AS pages
  FROM numbered
  GROUP BY visitor, session
),

ends AS (
  SELECT
    events,
    role,
    page
  FROM visits
  CROSS JOIN unnest(ARRAY['entry', 'exit'], ARRAY[element_at(pages, 1), element_at(pages, -1)]) AS ends (role, page)
  WHERE page IS NOT NULL
)

SELECT
  page,
  count(*) FILTER (WHERE role = 'entry') AS entries,
  count(*) FILTER (WHERE role = 'exit') AS exits,
  round(cast(count(*) FILTER (WHERE role = 'entry') AS double) / sum(count(*) FILTER (WHERE role = 'entry')) OVER (), 4) AS share_of_entries,
  round(cast(count(*) FILTER (WHERE role = 'entry' AND events = 1) AS double) / nullif(count(*) FILTER (WHERE role = 'entry'), 0), 4) AS bounce_rate
FROM ends
GROUP BY page
ORDER BY entries DESC, exits DESC, page
LIMIT 20
