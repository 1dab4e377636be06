-- error: COLUMN_NOT_FOUND
-- message: line 1:8: Column 'x.event_id' cannot be resolved
SELECT x.event_id FROM events AS e
