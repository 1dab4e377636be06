-- error: COLUMN_NOT_FOUND
-- message: line 1:42: Column 'events.event_time' cannot be resolved
SELECT * FROM events SEMI JOIN orders ON events.event_time = orders.ordered_at
