-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (bigint, integer, varchar(4)) for function lag. Expected: lag(t) T, lag(t, bigint) T, lag(t, bigint, t) T
SELECT lag(quantity, 1, 'none') OVER (ORDER BY event_id) FROM events
