-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'locate' not registered
SELECT locate('n', 'banana')
