-- error: SYNTAX_ERROR
-- message: line 1:55: mismatched input 'OFFSET'. Expecting: <EOF>
SELECT event_id FROM events ORDER BY event_id LIMIT 2 OFFSET 1
