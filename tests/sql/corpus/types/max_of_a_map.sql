-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (map(varchar,bigint)) for function max. Expected: max(e, bigint) E:orderable, max(t) T:orderable
SELECT max(points) FROM orders
