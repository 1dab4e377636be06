-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(3), varchar(1)) for function contains. Expected: contains(array(t), t) T:comparable, contains(varchar, ipaddress)
SELECT contains('abc', 'b')
