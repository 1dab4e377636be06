-- error: SYNTAX_ERROR
-- message: line 1:30: mismatched input 'FROM'. Expecting: '*', <expression>
SELECT event_id, event_type, FROM events
