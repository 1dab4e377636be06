-- parameter: '2026-11-01'
-- error: TYPE_MISMATCH
-- message: line 1:46: Cannot apply operator: timestamp(3) <= varchar(10)
SELECT count(*) FROM events WHERE event_time >= ?
