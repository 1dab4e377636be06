-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'array_sum' not registered
SELECT array_sum(ARRAY[1, 2])
