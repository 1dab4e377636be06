-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'datum' not registered
SELECT datum(event_time) FROM events
