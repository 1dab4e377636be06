-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'last_day' not registered
SELECT last_day(date '2026-02-01')
