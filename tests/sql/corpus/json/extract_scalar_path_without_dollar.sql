-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid JSON path: 'utm.source'
SELECT json_extract_scalar(extra, 'utm.source') FROM events WHERE event_id = 'e04'
