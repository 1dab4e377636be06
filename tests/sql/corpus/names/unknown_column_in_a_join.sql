-- error: COLUMN_NOT_FOUND
-- message: line 1:60: Column 'o.id' cannot be resolved
SELECT 1 FROM events AS e JOIN orders AS o ON e.event_id = o.id
