-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'len' not registered
SELECT len('abc')
