-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'nvl' not registered
SELECT nvl(NULL, 1)
