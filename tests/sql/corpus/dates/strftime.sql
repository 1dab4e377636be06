-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'strftime' not registered
SELECT strftime(event_time, '%Y') FROM events
