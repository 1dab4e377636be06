-- error: INVALID_CAST_ARGUMENT
-- message: Cannot cast 'yes' to BOOLEAN
SELECT cast('yes' AS boolean)
