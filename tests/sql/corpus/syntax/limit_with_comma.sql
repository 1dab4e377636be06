-- error: SYNTAX_ERROR
-- message: line 1:54: mismatched input ','. Expecting: <EOF>
SELECT event_id FROM events ORDER BY event_id LIMIT 1, 2
