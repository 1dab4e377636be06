-- error: INVALID_FUNCTION_ARGUMENT
-- message: Cannot add hour, minutes or seconds to a date
SELECT date '2026-11-01' + interval '1' hour
