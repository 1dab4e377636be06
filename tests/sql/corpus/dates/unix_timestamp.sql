-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'unix_timestamp' not registered
SELECT unix_timestamp('2026-11-01')
