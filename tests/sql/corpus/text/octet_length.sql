-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'octet_length' not registered
SELECT octet_length('Köln')
