-- error: INVALID_FUNCTION_ARGUMENT
-- message: Duplicate keys (a) are not allowed
SELECT split_to_map('a=1&a=2', '&', '=')
