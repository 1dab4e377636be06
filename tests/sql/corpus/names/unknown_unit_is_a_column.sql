-- error: INVALID_FUNCTION_ARGUMENT
-- message: '31' is not a valid TIMESTAMP field
SELECT date_trunc(day, event_time) FROM events WHERE event_id = 'e01'
