-- error: INVALID_FUNCTION_ARGUMENT
-- message: 'days' is not a valid DATE field
SELECT date_trunc('days', date '2026-11-15')
