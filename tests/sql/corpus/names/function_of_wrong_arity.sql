-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(1), varchar(1)) for function upper. Expected: upper(char(x)), upper(varchar(x))
SELECT upper('a', 'b')
