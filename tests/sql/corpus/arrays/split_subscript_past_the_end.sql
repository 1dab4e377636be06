-- error: INVALID_FUNCTION_ARGUMENT
-- message: Array subscript must be less than or equal to array length: 2 > 1
SELECT split(event_type, '_')[2] FROM events WHERE event_type IN ('search', 'page_view')
