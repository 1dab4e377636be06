-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'dayname' not registered
SELECT dayname(date '2026-11-01')
