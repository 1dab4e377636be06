-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'date_sub' not registered
SELECT date_sub(date '2026-11-01', interval '1' day)
