-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (bigint) for function count_if. Expected: count_if(boolean)
SELECT count_if(quantity) FROM events
