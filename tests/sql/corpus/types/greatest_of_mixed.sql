-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (integer, varchar(1)) for function greatest. Expected: greatest(E) E:orderable
SELECT greatest(1, 'a')
