-- error: SYNTAX_ERROR
-- message: line 1:10: mismatched input 'REPLACE'. Expecting: ',', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'ORDER', 'UNION', 'WHERE', 'WINDOW', <EOF>
SELECT * REPLACE (upper(kind) AS kind) FROM orders
