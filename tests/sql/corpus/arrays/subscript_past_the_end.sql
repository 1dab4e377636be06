-- error: INVALID_FUNCTION_ARGUMENT
-- message: Array subscript must be less than or equal to array length: 3 > 2
SELECT ARRAY[10, 20][3]
