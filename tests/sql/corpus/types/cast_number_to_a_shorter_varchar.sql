-- error: INVALID_CAST_ARGUMENT
-- message: Value 1234 cannot be represented as varchar(3)
SELECT cast(1234 AS varchar(3))
