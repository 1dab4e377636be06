-- error: INVALID_CAST_ARGUMENT
-- message: Cannot cast ' 12 ' to BIGINT
SELECT cast(' 12 ' AS bigint)
