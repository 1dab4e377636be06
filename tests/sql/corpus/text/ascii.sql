-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'ascii' not registered
SELECT ascii('A')
