-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'to_char' not registered
SELECT to_char(timestamp '2026-11-01 10:05:00', 'yyyy-mm-dd hh24:mi:ss')
