-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'iif' not registered
SELECT iif(1 > 2, 'yes', 'no')
