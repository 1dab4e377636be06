-- error: SYNTAX_ERROR
-- message: line 1:18: mismatched input 'extra'. Expecting: '(', 'SELECT', 'TABLE', 'VALUES'
SELECT * EXCEPT (extra) FROM events
