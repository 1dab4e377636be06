-- error: SYNTAX_ERROR
-- message: line 1:11: mismatched input '/'. Expecting: <expression>
SELECT 7 // 2
