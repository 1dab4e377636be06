-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'ifnull' not registered
SELECT ifnull(NULL, 1)
