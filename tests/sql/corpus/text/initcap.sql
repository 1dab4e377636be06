-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'initcap' not registered
SELECT initcap('new york')
