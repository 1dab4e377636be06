-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'strrpos' not registered
SELECT strrpos('a/b/c', '/')
