-- error: SYNTAX_ERROR
-- message: line 1:46: mismatched input 'ILIKE'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', 'EXCEPT', 'FETCH', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WINDOW', '[', '||', <EOF>, <predicate>
SELECT event_id FROM events WHERE event_type ILIKE 'PAGE%' ORDER BY event_id
