-- description: Views and users of the hundred pages with the most views, from the event parameter page_location. The query and the fragment of an address are left out.
-- table: ga4_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH views AS (
  SELECT
    regexp_replace(
      element_at(filter(event_params, param -> param.key = 'page_location'), 1).value.string_value,
      '[?#].*'
    ) AS page,
    user_pseudo_id
  FROM ga4_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_name = 'page_view'
)

SELECT
  page,
  count(*) AS views,
  count(DISTINCT user_pseudo_id) AS users
FROM views
WHERE page IS NOT NULL
GROUP BY page
ORDER BY views DESC, page
LIMIT 100
