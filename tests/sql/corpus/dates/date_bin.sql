-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'date_bin' not registered
SELECT date_bin(interval '15' minute, event_time) FROM events
