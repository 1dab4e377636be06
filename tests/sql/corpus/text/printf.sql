-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'printf' not registered
SELECT printf('%d', 1)
