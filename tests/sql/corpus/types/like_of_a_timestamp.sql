-- error: TYPE_MISMATCH
-- message: line 1:35: Left side of LIKE expression must evaluate to a varchar (actual: timestamp(3))
SELECT count(*) FROM events WHERE event_time LIKE '2026-11%'
