-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'group_concat' not registered
SELECT group_concat(event_id) FROM events
