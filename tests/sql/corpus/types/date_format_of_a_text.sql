-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(10), varchar(2)) for function date_format. Expected: date_format(timestamp(p) with time zone, varchar(x)), date_format(timestamp(p), varchar(x))
SELECT date_format('2026-11-01', '%Y')
