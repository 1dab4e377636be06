-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'list_value' not registered
SELECT list_value(1, 2), epoch_ms(event_time) FROM events
