-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'make_date' not registered
SELECT make_date(2026, 11, 1)
