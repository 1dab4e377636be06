-- error: COLUMN_NOT_FOUND
-- message: line 1:34: Column 'all' cannot be resolved
SELECT year FROM events ORDER BY ALL
