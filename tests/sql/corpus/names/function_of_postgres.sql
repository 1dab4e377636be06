-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'to_char' not registered
SELECT to_char(event_time, 'YYYY') FROM events
