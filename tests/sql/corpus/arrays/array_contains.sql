-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'array_contains' not registered
SELECT array_contains(ARRAY['a'], 'a')
