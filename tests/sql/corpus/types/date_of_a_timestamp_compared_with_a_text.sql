-- error: TYPE_MISMATCH
-- message: line 1:52: Cannot apply operator: date = varchar(10)
SELECT count(*) FROM events WHERE date(event_time) = '2026-11-01'
