-- error: FUNCTION_NOT_FOUND
-- message: line 1:14: Function 'any' not registered
SELECT 'a' = ANY (ARRAY['a', 'b'])
