-- error: COLUMN_NOT_FOUND
-- message: line 1:48: Column 'purchase' cannot be resolved
SELECT event_id FROM events WHERE event_type = "purchase"
