-- error: COLUMN_NOT_FOUND
-- message: line 1:79: Column 'n' cannot be resolved
SELECT event_id, row_number() OVER (ORDER BY event_id) AS n FROM events WHERE n = 1
