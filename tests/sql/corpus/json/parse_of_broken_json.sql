-- error: INVALID_FUNCTION_ARGUMENT
-- message: Cannot convert value to JSON: 'not json'
SELECT json_parse('not json')
