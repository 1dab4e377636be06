-- error: SYNTAX_ERROR
-- message: line 1:17: mismatched input 'IGNORE'. Expecting: '%', '(', ')', '*', '+', ',', '-', '->', '.', '/', 'AND', 'AT', 'OR', 'ORDER', 'OVER', '[', '||', <predicate>, <string>
SELECT n, lag(v IGNORE NULLS) OVER (ORDER BY n) FROM (VALUES (1, 'a'), (2, NULL), (3, 'c')) AS t (n, v) ORDER BY n
