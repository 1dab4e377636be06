-- error: INVALID_FUNCTION_ARGUMENT
-- message: Cannot unnest type: integer
SELECT * FROM UNNEST(1) AS t (x)
