-- error: INVALID_CAST_ARGUMENT
-- message: Cannot cast '12.7' to BIGINT
SELECT cast('12.7' AS bigint)
