-- error: COLUMN_NOT_FOUND
-- message: line 2:8: Column 'nothing' cannot be resolved
SELECT event_id,
       nothing
FROM events
