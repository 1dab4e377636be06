-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'date_sub' not registered
SELECT date_sub(current_date, 7), collect_list(event_id) FROM events
