-- description: The twenty most frequent sequences of three pages within a session. An event on the same page as the one before is no step.
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

pages AS (
  SELECT
    *,
    lag(page) OVER (PARTITION BY visitor, session ORDER BY event_time, page) AS previous_page
  FROM numbered
  WHERE page IS NOT NULL
),

steps AS (
  SELECT
    visitor,
    page AS page_1,
    lead(page, 1) OVER (PARTITION BY visitor, session ORDER BY event_time, page) AS page_2,
    lead(page, 2) OVER (PARTITION BY visitor, session ORDER BY event_time, page) AS page_3
  FROM pages
  WHERE page IS DISTINCT FROM previous_page
)

SELECT
  page_1,
  page_2,
  page_3,
  count(*) AS times,
  count(DISTINCT visitor) AS visitors
FROM steps
WHERE page_3 IS NOT NULL
GROUP BY page_1, page_2, page_3
ORDER BY times DESC, page_1, page_2, page_3
LIMIT 20
