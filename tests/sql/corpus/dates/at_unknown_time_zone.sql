-- error: INVALID_FUNCTION_ARGUMENT
-- message: 'Mars/Olympus' is not a valid time zone
SELECT event_time AT TIME ZONE 'Mars/Olympus' FROM events
