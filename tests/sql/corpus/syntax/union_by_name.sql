-- error: SYNTAX_ERROR
-- message: line 1:29: mismatched input 'BY'. Expecting: '(', 'ALL', 'DISTINCT', 'SELECT', 'TABLE', 'VALUES'
SELECT 1 AS a, 2 AS b UNION BY NAME SELECT 3 AS b, 4 AS a
