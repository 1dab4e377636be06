-- error: SYNTAX_ERROR
-- message: line 1:33: missing {'lax', 'strict'} at '$'
SELECT json_exists('{"a": 1}', '$.a')
