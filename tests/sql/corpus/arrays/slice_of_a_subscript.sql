-- error: SYNTAX_ERROR
-- message: line 1:24: mismatched input ':'. Expecting: '%', '*', '+', '-', '.', '/', 'AT', '[', ']', '||'
SELECT ARRAY[1, 2, 3][1:2]
