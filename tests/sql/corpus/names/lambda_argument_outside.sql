-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 'x' cannot be resolved
SELECT x FROM events WHERE any_match(ARRAY[1], x -> x > 0)
