-- error: SYNTAX_ERROR
-- message: line 1:22: mismatched input '''. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>
SELECT 'a\nb', 'it\'s'
