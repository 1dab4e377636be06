-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'div' not registered
SELECT div(7, 2)
