-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'from_json' not registered
SELECT from_json('{"a": 1}', 'a int')
