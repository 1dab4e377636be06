-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar, varchar) for function count. Expected: count(), count(t) T
SELECT count(DISTINCT user_id, session_id) FROM events
