-- error: SYNTAX_ERROR
-- message: line 1:13: mismatched input ''one''. Expecting: <identifier>
SELECT 1 AS 'one'
