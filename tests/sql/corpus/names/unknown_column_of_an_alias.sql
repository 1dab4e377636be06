-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 'e.nothing' cannot be resolved
SELECT e.nothing FROM events AS e
