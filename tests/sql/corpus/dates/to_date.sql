-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'to_date' not registered
SELECT to_date('2026-11-01', 'yyyy-mm-dd')
