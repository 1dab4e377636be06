-- error: COLUMN_NOT_FOUND
-- message: line 1:31: Column 'twice' cannot be resolved
SELECT quantity * 2 AS twice, twice + 1 AS more FROM events WHERE event_id = 'e08'
