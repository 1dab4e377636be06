-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar) for function avg. Expected: avg(bigint), avg(decimal(p,s)), avg(double), avg(interval day to second), avg(interval year to month), avg(real)
SELECT avg(year) FROM events
