-- error: SYNTAX_ERROR
-- message: line 1:31: mismatched input '<'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'AS', 'AT', 'EXCEPT', 'FETCH', 'FROM', 'GROUP', 'HAVING', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WHERE', 'WINDOW', '[', '||', <EOF>, <identifier>
SELECT 1 < 2 AND 2 < 3, 1 < 2 < 3
