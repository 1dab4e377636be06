-- error: INVALID_FUNCTION_ARGUMENT
-- message: 'fortnight' is not a valid DATE field
SELECT date_diff('fortnight', date '2026-11-01', date '2026-11-02')
