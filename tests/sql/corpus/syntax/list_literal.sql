-- error: SYNTAX_ERROR
-- message: line 1:8: mismatched input '['. Expecting: '*', 'ALL', 'DISTINCT', <expression>
SELECT [1, 2]
