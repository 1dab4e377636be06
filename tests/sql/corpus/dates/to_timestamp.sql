-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'to_timestamp' not registered
SELECT to_timestamp('2026-11-01 10', 'yyyy-mm-dd hh24')
