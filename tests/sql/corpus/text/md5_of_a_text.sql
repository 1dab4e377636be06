-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(1)) for function md5. Expected: md5(varbinary)
SELECT md5('a')
