-- description: Weekly retention: of the users first seen in a week (Monday to Sunday, UTC), the share that is active in each later week. Dates before the range are not read: let it begin on a Monday. The last week may be incomplete.
-- table: clickstream_events
-- parameter: from, first date such as '2026-11-01', default 29 days before to
-- parameter: to, last date such as '2026-11-30', default today
WITH weeks AS (
  SELECT
    user_id,
    date_trunc('week', cast(event_time AS date)) AS week
  FROM clickstream_events
  WHERE
    year || '-' || month || '-' || day BETWEEN ? AND ?
    AND event_type IS DISTINCT FROM 'canary'
    AND user_id IS NOT NULL
  GROUP BY user_id, date_trunc('week', cast(event_time AS date))
),

cohorts AS (
  SELECT
    week,
    min(week) OVER (PARTITION BY user_id) AS cohort_week
  FROM weeks
)

SELECT
  cohort_week,
  date_diff('week', cohort_week, week) AS weeks_later,
  -- In its first week, the whole cohort is active.
  max(count(*)) OVER (PARTITION BY cohort_week) AS cohort_users,
  count(*) AS active_users,
  round(cast(count(*) AS double) / max(count(*)) OVER (PARTITION BY cohort_week), 4) AS retention
FROM cohorts
GROUP BY cohort_week, week
ORDER BY cohort_week, weeks_later
