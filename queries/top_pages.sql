-- description: The ten pages with the most page views, and the visitors who viewed them. The query and the fragment of an address are left out.
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
    event_type,
    page_url
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
)

SELECT
  regexp_replace(page_url, '[?#].*') AS page,
  count(*) AS views,
  count(DISTINCT visitor) AS visitors
FROM identified
WHERE
  event_type IN ('page_view', 'product_view')
  AND page_url IS NOT NULL
GROUP BY regexp_replace(page_url, '[?#].*')
ORDER BY views DESC, page
LIMIT 10
