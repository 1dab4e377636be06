-- error: INVALID_FUNCTION_ARGUMENT
-- message: Illegal pattern component: TT
SELECT format_datetime(timestamp '2026-11-01 00:00:00', 'yyyy-TT')
