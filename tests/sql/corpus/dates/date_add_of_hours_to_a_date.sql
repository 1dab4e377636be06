-- error: INVALID_FUNCTION_ARGUMENT
-- message: 'hour' is not a valid DATE field
SELECT date_add('hour', 1, date '2026-11-01')
