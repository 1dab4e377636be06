-- error: SYNTAX_ERROR
-- message: line 1:15: mismatched input 'FROM'. Expecting: ')', '*', 'ALL', 'DISTINCT', 'ORDER', <expression>
SELECT count( FROM events
