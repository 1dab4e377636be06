-- error: COLUMN_NOT_FOUND
-- message: line 1:23: Column 'users' cannot be resolved
SELECT count(DISTINCT users) FROM events
