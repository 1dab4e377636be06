-- description: Events of each event date, with the time of the newest event and of the newest row.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  year || '-' || month || '-' || day AS event_date,
  count(*) AS events,
  max(event_time) AS newest_event_at,
  max(ingested_at) AS newest_ingested_at,
  date_diff('second', max(event_time), max(ingested_at)) AS seconds_from_newest_event_to_newest_row
FROM clickstream_events
WHERE
  year || '-' || month || '-' || day BETWEEN ? AND ?
  AND event_type IS DISTINCT FROM 'canary'
GROUP BY year || '-' || month || '-' || day
ORDER BY event_date DESC
