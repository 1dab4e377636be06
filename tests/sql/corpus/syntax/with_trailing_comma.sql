-- error: SYNTAX_ERROR
-- message: line 1:28: mismatched input 'SELECT'. Expecting: <identifier>
WITH a AS (SELECT 1 AS x), SELECT x FROM a
