-- description: Purchases and revenue by the first and by the last source that a visitor came from before the purchase: utm_source, else the host of a foreign referrer, else direct.
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
    event_time,
    event_type,
    revenue,
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

touched AS (
  SELECT
    event_type,
    revenue,
    first_value(source) IGNORE NULLS OVER (PARTITION BY visitor ORDER BY event_time, source) AS first_source,
    last_value(source) IGNORE NULLS OVER (PARTITION BY visitor ORDER BY event_time, source) AS last_source
  FROM events
),

touches AS (
  SELECT
    coalesce(source, 'direct') AS source,
    touch,
    revenue
  FROM touched
  CROSS JOIN unnest(ARRAY['first', 'last'], ARRAY[first_source, last_source]) AS touches (touch, source)
  WHERE event_type = 'purchase'
)

SELECT
  source,
  count(*) FILTER (WHERE touch = 'first') AS first_touch_purchases,
  round(coalesce(sum(revenue) FILTER (WHERE touch = 'first'), 0), 2) AS first_touch_revenue,
  count(*) FILTER (WHERE touch = 'last') AS last_touch_purchases,
  round(coalesce(sum(revenue) FILTER (WHERE touch = 'last'), 0), 2) AS last_touch_revenue
FROM touches
GROUP BY source
ORDER BY last_touch_purchases DESC, first_touch_purchases DESC, source
