-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 'event_type' cannot be resolved
SELECT event_type
