-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'isnan' not registered
SELECT isnan(1e0)
