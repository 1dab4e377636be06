-- error: INVALID_CAST_ARGUMENT
-- message: Unable to cast 1.0E19 to bigint
SELECT cast(1e19 AS bigint)
