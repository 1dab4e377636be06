-- error: SYNTAX_ERROR
-- message: line 1:10: mismatched input 'EXCLUDE'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>
SELECT * EXCLUDE (extra) FROM events
