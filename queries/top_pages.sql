-- description: The ten pages with the most page views, and the visitors who viewed them. The query and the fragment of an address are left out.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today

SELECT
  regexp_replace(page_url, '[?#].*') AS page,
  count(*) AS views,
  count(DISTINCT coalesce(user_id, session_id)) AS visitors
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IN ('page_view', 'product_view')
  AND page_url IS NOT NULL
GROUP BY regexp_replace(page_url, '[?#].*')
ORDER BY views DESC, page
LIMIT 10
