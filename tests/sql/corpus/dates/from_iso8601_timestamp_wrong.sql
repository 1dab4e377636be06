-- error: INVALID_FUNCTION_ARGUMENT
-- message: Invalid format: "2026-11-01 10:00:00" is malformed at " 10:00:00"
SELECT from_iso8601_timestamp('2026-11-01 10:00:00')
