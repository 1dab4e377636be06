-- error: SYNTAX_ERROR
-- message: line 1:44: mismatched input 'IN'. Expecting: 'AND', 'EXCEPT', 'FETCH', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WINDOW', <EOF>
SELECT event_id FROM events WHERE event_id IN ()
