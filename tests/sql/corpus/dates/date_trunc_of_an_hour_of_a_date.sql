-- error: INVALID_FUNCTION_ARGUMENT
-- message: 'hour' is not a valid DATE field
SELECT date_trunc('hour', date '2026-11-15')
