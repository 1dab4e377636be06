-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'array_length' not registered
SELECT array_length(ARRAY[1, 2])
