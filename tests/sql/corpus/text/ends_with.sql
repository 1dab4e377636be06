-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'ends_with' not registered
SELECT ends_with('abc', 'bc')
