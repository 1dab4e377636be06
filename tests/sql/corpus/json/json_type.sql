-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'json_type' not registered
SELECT json_type('{"a": 1}', '$.a')
