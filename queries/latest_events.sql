-- description: The ten latest events of yesterday, in UTC, read from that date's partition alone.
-- table: clickstream_events
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
  -- For another date use literals: year = '2025' AND month = '11' AND day = '26'.
  -- Athena evaluates current_date at planning time, so it reads one partition. A subquery for the latest date
  -- would read every partition.
  year = date_format(current_date - interval '1' day, '%Y')
  AND month = date_format(current_date - interval '1' day, '%m')
  AND day = date_format(current_date - interval '1' day, '%d')
ORDER BY event_time DESC, event_id
LIMIT 10
