-- error: TYPE_MISMATCH
-- message: line 1:8: Cannot cast timestamp(3) to bigint
SELECT cast(event_time AS bigint) FROM events
