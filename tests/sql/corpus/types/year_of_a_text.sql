-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(10)) for function year. Expected: year(date), year(interval year to month), year(timestamp(p) with time zone), year(timestamp(p))
SELECT year('2026-11-01')
