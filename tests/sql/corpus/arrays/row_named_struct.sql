-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'named_struct' not registered
SELECT named_struct('a', 1)
