-- error: SYNTAX_ERROR
-- message: line 1:39: mismatched input 'WHERE'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'ASC', 'AT', 'DESC', 'FETCH', 'LIMIT', 'NULLS', 'OFFSET', 'OR', '[', '||', <EOF>, <predicate>
SELECT year FROM events ORDER BY year WHERE year = '2026'
