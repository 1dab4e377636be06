-- error: INVALID_FUNCTION_ARGUMENT
-- message: Pattern has 1 groups. Cannot access group 2
SELECT regexp_extract('abc', '(a)', 2)
