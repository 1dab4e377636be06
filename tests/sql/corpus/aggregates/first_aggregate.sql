-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'first' not registered
SELECT first(event_id) FROM events
