-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(10)) for function from_unixtime. Expected: from_unixtime(double), from_unixtime(double, bigint, bigint), from_unixtime(double, varchar(x))
SELECT from_unixtime('1764115200')
