-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'substring_index' not registered
SELECT substring_index('a/b/c', '/', 1)
