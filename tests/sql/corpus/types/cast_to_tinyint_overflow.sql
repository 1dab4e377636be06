-- error: NUMERIC_VALUE_OUT_OF_RANGE
-- message: Out of range for tinyint: 300
SELECT cast(300 AS tinyint)
