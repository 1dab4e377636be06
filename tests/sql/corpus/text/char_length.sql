-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'char_length' not registered
SELECT char_length('abc')
