-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'add_months' not registered
SELECT add_months(date '2026-11-01', 1)
