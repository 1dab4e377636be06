-- error: SYNTAX_ERROR
-- message: line 1:11: mismatched input '<'. Expecting: 'ALL', 'ANY', 'SOME', <expression>
SELECT 1 << 3
