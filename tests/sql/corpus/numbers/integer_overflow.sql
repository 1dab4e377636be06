-- error: NUMERIC_VALUE_OUT_OF_RANGE
-- message: integer addition overflow: 2147483647 + 1
SELECT 2147483647 + 1
