-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(2)) for function abs. Expected: abs(bigint), abs(decimal(p,s)), abs(double), abs(integer), abs(real), abs(smallint), abs(tinyint)
SELECT abs('-1')
