-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'regexp_substr' not registered
SELECT regexp_substr('a1', '\d')
