-- error: SYNTAX_ERROR
-- message: line 1:17: mismatched input 'ON'. Expecting: '*', <expression>
SELECT DISTINCT ON (event_type) event_type, event_id FROM events
