-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid JSON path: '/a'
SELECT json_extract_scalar('{"a": 1}', '/a')
