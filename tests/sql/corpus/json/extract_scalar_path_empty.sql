-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid JSON path: ''
SELECT json_extract_scalar('{"a": 1}', '')
