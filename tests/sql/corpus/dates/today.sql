-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'today' not registered
SELECT today()
