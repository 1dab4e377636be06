-- error: SYNTAX_ERROR
-- message: line 1:5: mismatched input 'threads'. Expecting: 'PATH', 'ROLE', 'SESSION', 'TIME'
SET threads = 1
