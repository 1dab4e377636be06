-- error: SYNTAX_ERROR
-- message: line 1:13: mismatched input 'order'. Expecting: <identifier>
SELECT 1 AS order
