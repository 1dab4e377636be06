-- error: SYNTAX_ERROR
-- message: line 1:59: mismatched input '<EOF>'. Expecting: 'ON', 'USING'
SELECT * FROM (VALUES 1) AS t (n) JOIN (VALUES 2) AS u (m)
