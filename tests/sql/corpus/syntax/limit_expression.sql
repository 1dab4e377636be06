-- error: SYNTAX_ERROR
-- message: line 1:37: mismatched input '+'. Expecting: <EOF>
SELECT event_id FROM events LIMIT 1 + 1
