-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (integer) for function upper. Expected: upper(char(x)), upper(varchar(x))
SELECT upper(1)
