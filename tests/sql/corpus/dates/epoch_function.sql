-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'epoch' not registered
SELECT epoch(event_time) FROM events
