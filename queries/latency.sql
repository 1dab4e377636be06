-- description: Seconds from an event to its row in the lake, for each event date: median, 90 %, 99 % and maximum.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH seconds AS (
  -- Grouped first, so that the ranks are those of few rows.
  SELECT
    year || '-' || month || '-' || day AS event_date,
    date_diff('second', event_time, ingested_at) AS seconds,
    count(*) AS events
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
  GROUP BY year || '-' || month || '-' || day, date_diff('second', event_time, ingested_at)
),

ranked AS (
  SELECT
    *,
    cast(sum(events) OVER (PARTITION BY event_date ORDER BY seconds) AS double) / sum(events) OVER (PARTITION BY event_date) AS share
  FROM seconds
)

SELECT
  event_date,
  sum(events) AS events,
  min(seconds) FILTER (WHERE share >= 0.5) AS median_seconds,
  min(seconds) FILTER (WHERE share >= 0.9) AS p90_seconds,
  min(seconds) FILTER (WHERE share >= 0.99) AS p99_seconds,
  max(seconds) AS max_seconds
FROM ranked
GROUP BY event_date
ORDER BY event_date DESC
