-- error: INVALID_FUNCTION_ARGUMENT
-- message: Cannot convert value to JSON: '{"a": 1} x'
SELECT json_parse('{"a": 1} x')
