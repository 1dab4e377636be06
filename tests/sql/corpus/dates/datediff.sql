-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'datediff' not registered
SELECT datediff('day', date '2026-11-01', date '2026-11-02')
