-- error: SYNTAX_ERROR
-- message: line 1:47: mismatched input '='. Expecting: 'ALL', 'ANY', 'SOME', <expression>
SELECT event_id FROM events WHERE event_type == 'purchase'
