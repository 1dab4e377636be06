-- error: INVALID_FUNCTION_ARGUMENT
-- message: end pattern with unmatched parenthesis
SELECT regexp_like('a', '(')
