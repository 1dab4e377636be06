-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 'events.event_id' cannot be resolved
SELECT events.event_id FROM events AS e
