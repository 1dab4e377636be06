-- description: Views and users of each page, from the event parameter page_location.
-- table: ga4_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH views AS (
  SELECT
    element_at(filter(event_params, param -> param.key = 'page_location'), 1).value.string_value
      AS page_location,
    user_pseudo_id
  FROM ga4_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_name = 'page_view'
)

SELECT
  page_location,
  count(*) AS views,
  count(DISTINCT user_pseudo_id) AS users
FROM views
GROUP BY page_location
ORDER BY views DESC, page_location
