-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'get_json_object' not registered
SELECT get_json_object(extra, '$.gift') FROM events
