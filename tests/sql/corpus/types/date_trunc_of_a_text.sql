-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(3), varchar(10)) for function date_trunc. Expected: date_trunc(varchar(x), date), date_trunc(varchar(x), time(p) with time zone), date_trunc(varchar(x), time(p)), date_trunc(varchar(x), timestamp(p) with time zone), date_trunc(varchar(x), timestamp(p))
SELECT date_trunc('day', '2026-11-01')
