-- error: INVALID_FUNCTION_ARGUMENT
-- message: '01' is not a valid TIMESTAMP field
SELECT date_trunc(day, event_time) FROM events
