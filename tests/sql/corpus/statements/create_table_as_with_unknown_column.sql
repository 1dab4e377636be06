-- error: COLUMN_NOT_FOUND
-- message: line 1:31: Column 'nothing' cannot be resolved
CREATE TABLE copies AS SELECT nothing FROM events
