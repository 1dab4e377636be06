-- error: COLUMN_NOT_FOUND
-- message: line 1:36: Column 'e.event_id' cannot be resolved
SELECT * FROM events AS e, (SELECT e.event_id) AS x
