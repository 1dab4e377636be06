-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'btrim' not registered
SELECT btrim('  a  ')
