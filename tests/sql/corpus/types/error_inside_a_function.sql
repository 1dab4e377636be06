-- error: FUNCTION_NOT_FOUND
-- message: line 1:14: Unexpected parameters (varchar(1), bigint) for function concat. Expected: concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)
SELECT upper(concat('a', quantity)) FROM events
