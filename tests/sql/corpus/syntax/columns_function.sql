-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'columns' not registered
SELECT COLUMNS('.*') FROM orders
