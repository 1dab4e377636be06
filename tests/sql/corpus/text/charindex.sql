-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'charindex' not registered
SELECT charindex('n', 'banana')
