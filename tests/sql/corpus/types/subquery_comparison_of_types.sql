-- error: TYPE_MISMATCH
-- message: line 1:46: Cannot apply operator: timestamp(3) < varchar
SELECT count(*) FROM events WHERE event_time > (SELECT max(p_date) FROM orders)
