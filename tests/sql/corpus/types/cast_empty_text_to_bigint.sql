-- error: INVALID_CAST_ARGUMENT
-- message: Cannot cast '' to BIGINT
SELECT cast('' AS bigint)
