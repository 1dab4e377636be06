-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (integer) for function length. Expected: length(char(x)), length(varbinary), length(varchar(x))
SELECT length(123)
