-- error: COLUMN_NOT_FOUND
-- message: line 1:16: Column 'nothing' cannot be resolved
EXPLAIN SELECT nothing FROM events
