-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(1), integer) for function lpad. Expected: lpad(varbinary, bigint, varbinary), lpad(varchar(x), bigint, varchar(y))
SELECT lpad('7', 3)
