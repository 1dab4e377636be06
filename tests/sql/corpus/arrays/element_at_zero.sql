-- error: INVALID_FUNCTION_ARGUMENT
-- message: SQL array indices start at 1
SELECT element_at(ARRAY[10, 20], 0)
