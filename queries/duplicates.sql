-- description: The hundred event ids with the most rows, if they have more than one: rows, raw objects, event dates, and the first and the last time of conversion.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  event_id,
  count(*) AS copies,
  count(DISTINCT source_object) AS raw_objects,
  count(DISTINCT year || '-' || month || '-' || day) AS event_dates,
  min(ingested_at) AS first_ingested_at,
  max(ingested_at) AS last_ingested_at
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY event_id
HAVING count(*) > 1
ORDER BY copies DESC, event_id
LIMIT 100
