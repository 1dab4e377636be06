-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'date_part' not registered
SELECT date_part('year', event_time) FROM events
