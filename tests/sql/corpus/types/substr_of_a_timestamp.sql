-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (timestamp(3), integer, integer) for function substr. Expected: substr(char(x), bigint), substr(char(x), bigint, bigint), substr(varbinary, bigint), substr(varbinary, bigint, bigint), substr(varchar(x), bigint), substr(varchar(x), bigint, bigint)
SELECT substr(event_time, 1, 10) FROM events
