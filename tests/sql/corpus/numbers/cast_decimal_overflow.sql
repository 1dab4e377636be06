-- error: INVALID_CAST_ARGUMENT
-- message: Cannot cast INTEGER '1000' to DECIMAL(3, 0)
SELECT cast(1000 AS decimal(3, 0))
