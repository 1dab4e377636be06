-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid JSON path: '$.a-b'
SELECT json_extract_scalar('{"a-b": 1}', '$.a-b')
