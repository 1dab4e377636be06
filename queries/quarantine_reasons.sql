-- description: Quarantined records of each reason and date of arrival, with the raw objects that have them and a detail as an example.
-- table: clickstream_events_quarantine
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
SELECT
  year || '-' || month || '-' || day AS arrival_date,
  reason,
  sum(coalesce(records, 1)) AS records,
  count(DISTINCT source_object) AS raw_objects,
  min(detail) AS example
FROM clickstream_events_quarantine
WHERE year || '-' || month || '-' || day BETWEEN ? AND ?
GROUP BY year || '-' || month || '-' || day, reason
ORDER BY arrival_date DESC, records DESC, reason
