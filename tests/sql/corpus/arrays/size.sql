-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'size' not registered
SELECT size(ARRAY[1, 2])
