-- error: SYNTAX_ERROR
-- message: line 1:16: mismatched input '1'. Expecting: <query>
SELECT EXISTS (1)
