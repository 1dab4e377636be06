-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar) for function max_by. Expected: max_by(v, k) K:orderable, V, max_by(v, k, bigint) K:orderable, V
SELECT max_by(event_id) FROM events
