-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (boolean) for function sum. Expected: sum(bigint), sum(decimal(p,s)), sum(double), sum(interval day to second), sum(interval year to month), sum(real)
SELECT sum(quantity > 1) FROM events
