-- error: INVALID_FUNCTION_ARGUMENT
-- message: SQL array indices start at 1
SELECT ARRAY[10, 20][0]
