-- error: COLUMN_NOT_FOUND
-- message: line 1:33: Column 'y' cannot be resolved
SELECT transform(ARRAY[1], x -> y) FROM events
