-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'regexp_matches' not registered
SELECT regexp_matches('a', 'a')
