-- error: SYNTAX_ERROR
-- message: line 1:29: mismatched input '<EOF>'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', 'ELSE', 'END', 'OR', 'WHEN', '[', '||', <predicate>
SELECT CASE WHEN true THEN 1
