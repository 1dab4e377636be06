-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'str_to_map' not registered
SELECT str_to_map('a=1', '&', '=')
