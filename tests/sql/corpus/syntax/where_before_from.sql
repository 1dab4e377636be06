-- error: SYNTAX_ERROR
-- message: line 1:40: mismatched input 'FROM'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', 'EXCEPT', 'FETCH', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WINDOW', '[', '||', <EOF>
SELECT event_id WHERE event_id = 'e01' FROM events
