-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'curdate' not registered
SELECT curdate()
