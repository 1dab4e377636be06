-- error: GENERIC_INTERNAL_ERROR
-- message: / by zero
SELECT mod(1, 0)
