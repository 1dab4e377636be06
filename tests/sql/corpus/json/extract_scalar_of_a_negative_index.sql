-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid JSON path: '$[-1]'
SELECT json_extract_scalar('[1, 2]', '$[-1]')
