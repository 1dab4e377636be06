-- error: AMBIGUOUS_NAME
-- message: line 1:8: Column 'year' is ambiguous
SELECT year FROM events AS a JOIN events AS b ON a.event_id = b.event_id
