-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'rlike' not registered
SELECT rlike('a', 'a')
