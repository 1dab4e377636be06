-- error: SYNTAX_ERROR
-- message: line 1:8: mismatched input 'UNNEST'. Expecting: '*', 'ALL', 'DISTINCT', <expression>
SELECT UNNEST(ARRAY[1, 2])
