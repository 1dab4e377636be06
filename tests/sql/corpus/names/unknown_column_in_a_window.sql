-- error: COLUMN_NOT_FOUND
-- message: line 1:40: Column 'visitor' cannot be resolved
SELECT row_number() OVER (PARTITION BY visitor ORDER BY event_time) FROM events
