-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'getdate' not registered
SELECT getdate()
