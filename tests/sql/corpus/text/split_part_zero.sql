-- error: INVALID_FUNCTION_ARGUMENT
-- message: Index must be greater than zero
SELECT split_part('a/b', '/', 0)
