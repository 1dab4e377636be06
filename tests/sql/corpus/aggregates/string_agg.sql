-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'string_agg' not registered
SELECT string_agg(event_id, ',') FROM events
