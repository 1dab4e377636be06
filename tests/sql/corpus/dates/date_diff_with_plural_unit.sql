-- error: INVALID_FUNCTION_ARGUMENT
-- message: 'days' is not a valid DATE field
SELECT date_diff('days', date '2026-11-01', date '2026-11-02')
