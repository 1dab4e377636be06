-- error: FUNCTION_NOT_FOUND
-- message: line 1:19: Function 'set_agg' not registered
SELECT array_sort(set_agg(event_type)) FROM events WHERE month = '01'
