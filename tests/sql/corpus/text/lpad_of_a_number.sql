-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (integer, integer, varchar(1)) for function lpad. Expected: lpad(varbinary, bigint, varbinary), lpad(varchar(x), bigint, varchar(y))
SELECT lpad(7, 3, '0')
