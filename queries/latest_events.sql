-- description: The ten latest events of a range of dates, by default of today and yesterday in UTC.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 1 day before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  event_time,
  event_type,
  user_id,
  session_id,
  page_url,
  product_name,
  revenue
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
ORDER BY event_time DESC, event_id
LIMIT 10
