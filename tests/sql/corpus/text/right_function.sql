-- error: SYNTAX_ERROR
-- message: line 1:8: mismatched input 'right'. Expecting: '*', 'ALL', 'DISTINCT', <expression>
SELECT right('abc', 2)
