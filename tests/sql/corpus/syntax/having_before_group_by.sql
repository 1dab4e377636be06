-- error: SYNTAX_ERROR
-- message: line 1:45: mismatched input 'GROUP'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', 'EXCEPT', 'FETCH', 'INTERSECT', 'LIMIT', 'OFFSET', 'OR', 'ORDER', 'UNION', 'WINDOW', '[', '||', <EOF>
SELECT year FROM events HAVING count(*) > 1 GROUP BY year
