-- error: TYPE_MISMATCH
-- message: line 1:46: Cannot apply operator: timestamp(3) < integer
SELECT count(*) FROM events WHERE event_time > 0
