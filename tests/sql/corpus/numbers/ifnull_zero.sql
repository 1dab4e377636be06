-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'zeroifnull' not registered
SELECT zeroifnull(NULL)
