-- error: INVALID_FUNCTION_ARGUMENT
-- message: Duplicate map keys (a) are not allowed
SELECT MAP(ARRAY['a', 'a'], ARRAY[1, 2])
