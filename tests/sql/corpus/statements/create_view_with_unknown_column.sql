-- error: COLUMN_NOT_FOUND
-- message: line 1:30: Column 'nothing' cannot be resolved
CREATE VIEW broken AS SELECT nothing FROM events
