-- error: INVALID_FUNCTION_ARGUMENT
-- message: SQL array indices start at 1
SELECT slice(ARRAY[1, 2, 3], 0, 2)
