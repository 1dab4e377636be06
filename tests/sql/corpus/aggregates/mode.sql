-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'mode' not registered
SELECT mode(event_type) FROM events
