-- error: TYPE_MISMATCH
-- message: line 1:11: IF condition must evaluate to a boolean (actual: integer)
SELECT if(1, 'a', 'b')
