-- error: INVALID_FUNCTION_ARGUMENT
-- message: Key and value arrays must be the same length
SELECT MAP(ARRAY['a', 'b'], ARRAY[1])
