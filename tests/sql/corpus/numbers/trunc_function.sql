-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'trunc' not registered
SELECT trunc(1.5)
