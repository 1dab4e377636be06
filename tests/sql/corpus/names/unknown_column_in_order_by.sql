-- error: COLUMN_NOT_FOUND
-- message: line 1:38: Column 'time' cannot be resolved
SELECT event_id FROM events ORDER BY time
