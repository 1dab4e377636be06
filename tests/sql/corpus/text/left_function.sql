-- error: SYNTAX_ERROR
-- message: line 1:8: mismatched input 'left'. Expecting: '*', 'ALL', 'DISTINCT', <expression>
SELECT left('abc', 2)
