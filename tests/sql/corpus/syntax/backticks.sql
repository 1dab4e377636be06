-- error: SYNTAX_ERROR
-- message: line 1:8: backquoted identifiers are not supported; use double quotes to quote identifiers
SELECT `event_id` FROM events
