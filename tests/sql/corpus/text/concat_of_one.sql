-- error: INVALID_FUNCTION_ARGUMENT
-- message: There must be two or more concatenation arguments
SELECT concat('a')
