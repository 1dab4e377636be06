-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'json_keys' not registered
SELECT json_keys('{"a": 1}')
