-- error: INVALID_FUNCTION_ARGUMENT
-- message: Illegal replacement sequence: unknown group 2
SELECT regexp_replace('ab', '(a)', '$2')
