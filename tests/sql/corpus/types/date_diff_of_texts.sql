-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(3), varchar(10), varchar(10)) for function date_diff. Expected: date_diff(varchar(x), date, date), date_diff(varchar(x), time(p) with time zone, time(p) with time zone), date_diff(varchar(x), time(p), time(p)), date_diff(varchar(x), timestamp(p) with time zone, timestamp(p) with time zone), date_diff(varchar(x), timestamp(p), timestamp(p))
SELECT date_diff('day', '2026-11-01', '2026-11-03')
