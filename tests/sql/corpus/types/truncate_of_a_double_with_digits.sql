-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (double, integer) for function truncate. Expected: truncate(decimal(p,s)), truncate(decimal(p,s), integer), truncate(double), truncate(real)
SELECT truncate(2.567e0, 2)
