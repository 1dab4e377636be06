-- error: SYNTAX_ERROR
-- message: line 1:8: mismatched input '['. Expecting: '*', 'ALL', 'DISTINCT', <expression>
SELECT [x * 2 for x in [1, 2]]
