-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'entropy' not registered
SELECT entropy(n) FROM (VALUES 1, 1) AS t (n)
