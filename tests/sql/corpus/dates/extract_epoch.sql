-- error: SYNTAX_ERROR
-- message: line 1:8: Invalid EXTRACT field: epoch
SELECT extract(epoch FROM event_time) FROM events
