-- error: SYNTAX_ERROR
-- message: line 1:46: mismatched input '~'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', 'EXCEPT', 'FETCH', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WINDOW', '[', '||', <EOF>, <predicate>
SELECT count(*) FROM events WHERE event_type ~ 'page'
