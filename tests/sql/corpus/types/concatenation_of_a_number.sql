-- error: FUNCTION_NOT_FOUND
-- message: line 1:12: Unexpected parameters (varchar(1), integer) for function concat. Expected: concat(E, array(E)) E, concat(array(E)) E, concat(array(E), E) E, concat(char(x), char(y)), concat(varbinary), concat(varchar)
SELECT 'a' || 1
