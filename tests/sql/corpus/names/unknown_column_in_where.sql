-- error: COLUMN_NOT_FOUND
-- message: line 1:35: Column 'evnt_type' cannot be resolved
SELECT event_id FROM events WHERE evnt_type = 'purchase'
