-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 'revenues' cannot be resolved
SELECT revenues FROM events
