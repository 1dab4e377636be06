-- error: INVALID_FUNCTION_ARGUMENT
-- message: Array subscript is negative: -1
SELECT ARRAY[10, 20][-1]
