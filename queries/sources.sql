-- description: The ten sources that most visitors came from: utm_source, else the host of a foreign referrer. Visitors without a source are direct; those with several are counted for each.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today

WITH events AS (
  SELECT
    -- Events before a visitor signs in have a session_id alone: the session's user is their visitor.
    -- PARTITION BY takes NULLs as equal, so events without a session_id are divided by user.
    coalesce(
      user_id,
      max(user_id) OVER (PARTITION BY session_id, CASE WHEN session_id IS NULL THEN user_id END),
      session_id
    ) AS visitor,
    coalesce(
      nullif(url_extract_parameter(page_url, 'utm_source'), ''),
      -- The referrer is a source only if its host differs from the page's. If page_url is null or
      -- relative (its host is then ''), the referrer may be a page of the shop itself.
      CASE WHEN url_extract_host(referrer) <> nullif(url_extract_host(page_url), '') THEN nullif(url_extract_host(referrer), '') END
    ) AS source
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
    AND coalesce(user_id, session_id) IS NOT NULL
),
visitors AS (
  SELECT
    visitor,
    array_agg(DISTINCT source) FILTER (WHERE source IS NOT NULL) AS sources
  FROM events
  GROUP BY visitor
)
SELECT
  source,
  count(*) AS visitors
FROM visitors
CROSS JOIN unnest(coalesce(sources, ARRAY['direct'])) AS named (source)
GROUP BY source
ORDER BY visitors DESC, source
LIMIT 10
