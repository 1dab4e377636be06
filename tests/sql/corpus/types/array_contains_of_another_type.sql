-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (array(integer), varchar(1)) for function contains. Expected: contains(array(t), t) T:comparable, contains(varchar, ipaddress)
SELECT contains(ARRAY[1, 2], 'a')
