-- error: TYPE_MISMATCH
-- message: line 1:46: Cannot check if timestamp(3) is BETWEEN varchar(10) and varchar(10)
SELECT count(*) FROM events WHERE event_time BETWEEN '2026-11-01' AND '2026-11-02'
