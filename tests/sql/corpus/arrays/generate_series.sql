-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'generate_series' not registered
SELECT generate_series(1, 3)
