-- error: INVALID_FUNCTION_ARGUMENT
-- message: Key not present in map: b
SELECT MAP(ARRAY['a'], ARRAY[1])['b']
