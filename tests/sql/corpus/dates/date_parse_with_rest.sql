-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid format: "2026-11-01 10:00" is malformed at " 10:00"
SELECT date_parse('2026-11-01 10:00', '%Y-%m-%d')
