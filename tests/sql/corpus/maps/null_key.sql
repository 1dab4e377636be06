-- error: INVALID_FUNCTION_ARGUMENT
-- message: map key cannot be null
SELECT MAP(ARRAY[NULL], ARRAY[1])
