-- error: SYNTAX_ERROR
-- message: line 1:62: mismatched input '3'. Expecting: '%', '*', '+', '-', '.', '/', 'AND', 'AT', '[', '||'
SELECT count(*) FROM events WHERE quantity BETWEEN SYMMETRIC 3 AND 1
