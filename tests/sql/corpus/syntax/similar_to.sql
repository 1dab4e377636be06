-- error: SYNTAX_ERROR
-- message: line 1:20: mismatched input 'TO'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>
SELECT 'a' SIMILAR TO 'a|b'
