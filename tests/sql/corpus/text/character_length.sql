-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'character_length' not registered
SELECT character_length('abc')
