-- error: INVALID_FUNCTION_ARGUMENT
-- message: %w not supported in date format string
SELECT date_format(timestamp '2026-11-01 00:00:00', '%w')
