-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'cuont' not registered
SELECT cuont(*) FROM events
